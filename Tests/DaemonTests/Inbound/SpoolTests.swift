import Daemon
import Domain
import Engine
import Foundation
import StateFolder
import Store
import StoreTesting
import Testing

@Suite("The spool and what a crash leaves in it")
struct SpoolTests {
  @Test(
    "A mail comes back with its envelope, byte for byte",
    arguments: [nil, "", "a\"b@x.example"] as [String?], ["", "{\"x\":1}\nbody", "From: a\r\n\r\n"])
  func roundTrip(sender: String?, mail: String) throws {
    let folder = try Folder()
    let spool = Spool(state: folder.path)
    try spool.prepare()
    let put = SpooledMail(sender: sender, recipient: "b+t@x.example", mail: Array(mail.utf8))
    let name = try spool.deposit(put, now: 7)
    #expect(try spool.read(name, in: .new) == put)
    #expect(try spool.names(in: .tmp) == [])
  }

  @Test("A file that nobody deposited is a mail without an envelope")
  func bare() {
    let bytes = Array("From: a@b.example\n\nhello".utf8)
    #expect(SpooledMail(file: bytes) == SpooledMail(mail: bytes))
  }

  @Test(
    "The null sender has several spellings",
    arguments: [
      ("", ""), ("<>", ""), ("MAILER-DAEMON", ""), ("mailer-daemon", ""), ("<a@b.c>", "a@b.c"),
      ("a@b.c", "a@b.c"), (nil, nil),
    ] as [(String?, String?)])
  func sender(argument: String?, sender: String?) {
    #expect(SpooledMail.sender(argument: argument) == sender)
  }

  @Test("What cannot be written is an error, and leaves nothing behind that would be read")
  func unwritable() throws {
    let folder = try Folder()
    let spool = Spool(state: folder.path)
    try spool.prepare()
    try FileManager.default.removeItem(atPath: spool.path(.tmp))
    #expect(throws: SpoolError.self) {
      try spool.deposit(SpooledMail(mail: Array("x".utf8)), now: 1)
    }
    #expect(try spool.names(in: .new) == [])
  }

  @Test("A mail that took the program down twice is set aside, and the others go on")
  func poison() throws {
    let folder = try Folder()
    let room = try InboundFixture(folder: folder)
    try room.put("From: a@b.example\n\npoison")
    let name = try #require(try room.spool.names(in: .new).first)
    try room.spool.move(name, from: .new, to: .work)
    try room.intake.open()
    #expect(try room.rooms == [.new: 1])
    let again = try #require(try room.spool.names(in: .new).first)
    try room.spool.move(again, from: .new, to: .work)
    try room.intake.open()
    #expect(try room.rooms == [.kept: 1])
    let kept = KeptMail(spool: room.spool)
    #expect(try kept.names().map(KeptMail.isDangerous) == [true])
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0")))
    #expect(try room.choice("p0") == .yes)
  }

  @Test("A mail that was decided when the program stopped is read again and changes nothing")
  func decided() throws {
    let folder = try Folder()
    let room = try InboundFixture(folder: folder)
    try room.put(room.reply("ACCEPTED", uid: room.uid("p0")))
    let name = try #require(try room.spool.names(in: .new).first)
    let mail = try room.spool.read(name, in: .new)
    room.intake.round()
    let entries = room.entries
    try room.spool.deposit(mail, now: 9)
    let back = try #require(try room.spool.names(in: .new).first)
    try room.spool.move(back, from: .new, to: .done)
    try room.intake.open()
    #expect(try room.rooms == [.new: 1])
    room.intake.round()
    #expect(try room.rooms == [:])
    #expect(room.entries == entries)
  }

  @Test("Mail of a Maildir is moved, never deleted; what cannot be read stays, and is no obstacle")
  func maildir() throws {
    let room = try InboundFixture(maildir: true)
    room.intake.round()  // There is none yet.
    let files = FileManager.default
    let maildir = room.folder.path + "/Maildir"
    for part in ["new", "cur", "new/0.directory"] {
      try files.createDirectory(
        atPath: "\(maildir)/\(part)", withIntermediateDirectories: true)
    }
    let mail = Data(room.reply("ACCEPTED", uid: room.uid("p0")).utf8)
    try mail.write(to: URL(fileURLWithPath: maildir + "/new/1.host"))
    room.intake.round()
    #expect(try room.choice("p0") == .yes)
    #expect(try files.contentsOfDirectory(atPath: maildir + "/new") == ["0.directory"])
    #expect(files.contents(atPath: maildir + "/cur/1.host:2,") == mail)
    let entries = room.entries
    room.intake.round()
    #expect(room.entries == entries)
  }

  @Test("A mail that is still being written is let be, and none in cur is written over")
  func maildirNames() throws {
    let room = try InboundFixture(maildir: true)
    let files = FileManager.default
    let maildir = room.folder.path + "/Maildir"
    for part in ["new", "cur", "tmp"] {
      try files.createDirectory(atPath: "\(maildir)/\(part)", withIntermediateDirectories: true)
    }
    func write(_ text: String, to name: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(maildir)/\(name)"))
    }
    try write("From: a@b.ex", to: "tmp/1.host")
    try write("an older mail", to: "cur/1.host:2,")
    try write("From: a@b.example\n\nnew", to: "new/1.host")
    room.intake.round()
    let (new, cur) = (
      "From: a@b.example\n\nnew", try files.contentsOfDirectory(atPath: maildir + "/cur")
    )
    #expect(cur.sorted() == ["1.host.2:2,", "1.host:2,"])
    #expect(files.contents(atPath: maildir + "/cur/1.host:2,") == Data("an older mail".utf8))
    #expect(files.contents(atPath: maildir + "/cur/1.host.2:2,") == Data(new.utf8))
    #expect(try files.contentsOfDirectory(atPath: maildir + "/tmp") == ["1.host"])
    #expect(try room.rooms == [.kept: 1])
  }

  @Test("A Maildir that cannot be read is said once, and holds nothing up")
  func maildirTrouble() throws {
    let lines = LogLines()
    let room = try InboundFixture(maildir: true, log: lines)
    let files = FileManager.default
    try files.createDirectory(
      atPath: room.folder.path + "/Maildir", withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: room.folder.path + "/Maildir/new", withDestinationPath: "new")  // a loop
    room.intake.round()
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0")))
    #expect(try room.choice("p0") == .yes)
    #expect(lines.errors == ["the Maildir cannot be read"])
    try files.removeItem(atPath: room.folder.path + "/Maildir/new")
    room.intake.round()
    #expect(lines.errors.count == 1)
  }

  @Test("While the journal cannot write, mail waits where it is, and counts once it can")
  func failingDisk() throws {
    let disk = SimulatedDisk()
    let room = try InboundFixture(disk: disk)
    disk.fail(.init(call: disk.calls, code: 5, isPersistent: true))
    try room.deliver(room.letter("Ja\n\nIk neem taart mee", to: "p0"))
    // The words are set aside for the host already, and nothing else has happened.
    #expect(try room.rooms == [.new: 1, .forwarded: 1])
    room.intake.round()
    #expect(try room.rooms == [.new: 1, .forwarded: 1])
    disk.fail(nil)
    #expect(room.engine.journal.tryToRecover())
    room.engine.tick()
    #expect(try room.choice("p0") == nil)
    room.intake.round()
    #expect(try room.choice("p0") == .yes)
    #expect(try room.rooms == [.forwarded: 1])
    #expect(try room.hostMails == 1)
  }

  @Test(
    "Of what is set aside the oldest goes, beyond a thousand; what was never acknowledged, at a start"
  )
  func most() throws {
    let room = try InboundFixture()
    let kept = room.spool.path(.kept)
    for number in 1_000...2_001 {
      try Data("From: a@b.example\n\nx".utf8)
        .write(to: URL(fileURLWithPath: "\(kept)/\(number).1.x.eml"))
    }
    try Data().write(to: URL(fileURLWithPath: room.spool.path(.tmp) + "/1.1.half.eml"))
    try room.intake.open()
    try room.deliver("From: a@b.example\n\nx")
    #expect(try room.rooms == [.kept: 1000])
    let names = try KeptMail(spool: room.spool).names()
    #expect(names.last == "1003.1.x.eml")
    #expect(names.first?.hasPrefix("1800000000000.") == true)
    let folder = KeptMail(spool: room.spool)
    #expect(KeptMail.handle("1003.1.x.eml", among: names) == "1003")
    #expect(KeptMail.handle("7.1.x.eml", among: ["7.1.x.eml", "7.2.x.eml"]) == "7.1.x.eml")
    #expect(try folder.name("1003") == "1003.1.x.eml")
    #expect(try folder.name("1003.1.x.eml") == "1003.1.x.eml")
    #expect(try folder.name("100") == nil)
    #expect(try folder.name("") == nil)
  }

  @Test("Rubbish and mails beyond the limits are kept, and nothing stops")
  func rubbish() throws {
    let room = try InboundFixture()
    try room.put("")
    try room.spool.deposit(
      SpooledMail(mail: [UInt8](repeating: 0, count: 11 << 20)), now: 1_800_000_000_001)
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0")))
    #expect(try room.rooms == [.kept: 2])
    #expect(try room.choice("p0") == .yes)
  }
}
