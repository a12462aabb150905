import Daemon
import Domain
import Engine
import Foundation
import Glibc
import Letters
import State
import StateFolder
import Testing

@Suite("Of several answers the last one counts")
struct OrderTests {
  private func letter(_ room: InboundFixture, _ words: String) -> String {
    room.letter(words, to: "p0")
  }

  @Test("Mails that are read in one go count in the order in which they came")
  func spool() throws {
    for turn in 0..<20 {
      let room = try InboundFixture()
      let said = turn % 2 == 0 ? ["Ja", "Misschien.", "Nee!!"] : ["Nee", "Ja, graag"]
      for words in said { try room.put(letter(room, words)) }
      room.intake.round()
      #expect(try room.choice("p0") == (turn % 2 == 0 ? .no : .yes))
      #expect(try room.hostMails == 0)
    }
  }

  /// Names in the order of delivery, and their order as text or by what comes first is another.
  static let knownNames: [[String]] = [
    ["1800000000.M999999P7Q1.host", "1800000000.M000002P7Q2.host"],
    ["1800000000.M5P90.host", "1800000000.M40P8.host", "1800000000.M300P7.host"],
    ["1800000000.77_2.host", "1800000000.77_10.host"],
    ["999999999.M2P1.host", "1800000000.M1P1.host"],
    ["1800000000.#FfM9P3.host,S=12", "1800000000.#100M1P2.host,S=13"],
    ["1800000000.V801I2M7P1.host", "1800000000.V801I1M8P1.host"],
  ]

  @Test("A Maildir is read by time and counter of its names", arguments: knownNames)
  func maildir(_ names: [String]) throws {
    for said in [["Ja", "Nee", "Misschien"], ["Nee", "Misschien", "Ja"], ["Nee", "Ja", "Nee!"]] {
      let room = try InboundFixture(maildir: true)
      let latest = try fill(room, names, said)
      #expect(try room.choice("p0") == latest)
      #expect(try room.hostMails == 0)
    }
  }

  /// Names of which nobody can say which came first.
  static let unknownNames: [[String]] = [
    ["1800000000.11.host", "1800000000.12.host"],
    ["1800000000.M5P1.host", "1800000000.12.host"],
    ["1800000000.M5P1.here", "1800000000.M6P1.there"],
    ["1800000000.M5P1Q1.host", "mail-from-elsewhere"],
    ["1800000000.7_1.host", "1800000000.8_1.host"],
  ]

  @Test(
    "Where the order cannot be known a no stands, and the host is told", arguments: unknownNames)
  func unknown(_ names: [String]) throws {
    for said in [["Nee", "Ja"], ["Ja", "Nee"], ["Misschien", "Nee"], ["Nee", "Misschien"]] {
      let room = try InboundFixture(maildir: true)
      _ = try fill(room, names, said)
      #expect(try room.choice("p0") == .no)
      #expect(try room.forwards == ["p0 unknown_order", "p0 unknown_order"])
    }
    // Alike, there is nothing to tell.
    let room = try InboundFixture(maildir: true)
    _ = try fill(room, names, ["Ja", "Ja!"])
    #expect(try room.choice("p0") == .yes)
    #expect(try room.hostMails == 0)
  }

  private func fill(_ room: InboundFixture, _ names: [String], _ said: [String]) throws -> Choice? {
    let folder = room.folder.path + "/Maildir/new"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    for (name, words) in zip(names, said) {
      let mail = letter(room, words).replacing("\n", with: "\r\n")
      try Data(mail.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    room.intake.round()
    return switch said[min(names.count, said.count) - 1].prefix(2) {
    case "Ja": .yes
    case "Ne": .no
    default: .maybe
    }
  }

  @Test("Names of the former kind are read: by their moment, before those that have a number")
  func former() throws {
    func put(_ room: InboundFixture, _ name: String, _ words: String) throws {
      let mail = letter(room, words).replacing("\n", with: "\r\n")
      try Data(("{}\n" + mail).utf8)
        .write(to: URL(fileURLWithPath: room.spool.path(name, in: .new)))
    }
    let room = try InboundFixture()
    try room.put(letter(room, "Misschien"))
    try put(room, "1790000000001.77.zz9.eml", "Ja")
    try put(room, "1790000000000.77.zzzzzzzz9.eml", "Nee")
    room.intake.round()
    #expect(try room.choice("p0") == .maybe)
    #expect(try room.hostMails == 0)
    let other = try InboundFixture()
    try put(other, "1790000000000.77.a.eml", "Nee")
    try put(other, "1790000000000.78.b.eml", "Ja")
    other.intake.round()
    #expect(try other.choice("p0") == .no)
    #expect(try other.forwards == ["p0 unknown_order", "p0 unknown_order"])
  }

  @Test("A counter that was lost goes on behind the mails that are there")
  func counter() throws {
    let room = try InboundFixture()
    for words in ["Ja", "Nee!"] { try room.put(letter(room, words)) }
    for content in [nil, "", "half", "99999999999999999999\n"] as [String?] {
      let file = room.spool.path + "/number"
      try FileManager.default.removeItem(atPath: file)
      if let content { try Data(content.utf8).write(to: URL(fileURLWithPath: file)) }
      try room.put(letter(room, content == "half" ? "Ja, graag" : "Misschien"))
    }
    let names = try room.spool.names(in: .new)
    #expect(names.map { $0.split(separator: ".")[1] } == ["n1", "n2", "n3", "n4", "n5", "n6"])
  }

  @Test("A decline that comes in later counts, whatever the calendar's clock says")
  func clockAhead() throws {
    let room = try InboundFixture()
    let uid = room.uid("p0")
    try room.deliver(room.reply("ACCEPTED", uid: uid, stamp: "20270506T110400Z"))
    #expect(try room.choice("p0") == .yes)
    try room.deliver(room.reply("DECLINED", uid: uid, stamp: "20270505T110000Z"))
    #expect(try room.choice("p0") == .no)
    #expect(try room.hostMails == 0)
    // A yes that is stamped before what is known may be an old one: the no stands, and the host
    // hears it.
    try room.deliver(room.reply("ACCEPTED", uid: uid, stamp: "20270505T110001Z"))
    #expect(try room.choice("p0") == .no)
    #expect(try room.forwards == ["p0 unknown_order"])
    #expect(try room.rooms == [.forwarded: 1])
  }

  @Test("Mail that lay unread is older than an answer that was given on the page meanwhile")
  func overtaken() throws {
    for (words, page) in [("Ja", Choice.no), ("Nee", .yes)] {
      let room = try InboundFixture()
      let person = try room.number("p0")
      try room.engine.wait(
        room.engine.answer(Answer(choice: page, via: "link"), of: person, to: "open").1)
      try room.deliver(letter(room, words))
      let partstat = page == .no ? "ACCEPTED" : "DECLINED"
      try room.deliver(room.reply(partstat, uid: room.uid("p0"), stamp: "20270601T100000Z"))
      #expect(try room.choice("p0") == page)
      // What comes in after it counts.
      let mail = letter(room, words + "!").replacing("\n", with: "\r\n")
      try room.spool.deposit(
        SpooledMail(mail: Array(mail.utf8)), now: InboundFixture.may.milliseconds + 1)
      room.intake.round()
      #expect(try room.choice("p0") != page)
    }
  }

  @Test("A file that cannot be read is set aside by its name, and what is behind it goes on")
  func unreadable() throws {
    let lines = LogLines()
    let room = try InboundFixture(log: lines)
    let folder = room.spool.path(.new)
    try FileManager.default.createDirectory(
      atPath: folder + "/1.n1.folder.eml", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/2.n2.loop.eml", withDestinationPath: "2.n2.loop.eml")
    #expect(mkfifo(folder + "/3.n3.pipe.eml", 0o600) == 0)
    let huge = open(folder + "/4.n4.huge.eml", O_CREAT | O_WRONLY, 0o600)
    #expect(ftruncate(huge, 40 << 20) == 0)
    close(huge)
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0")))
    #expect(try room.choice("p0") == .yes)
    #expect(try room.rooms == [.kept: 4])
    let kept = try KeptMail(spool: room.spool).names()
    #expect(kept.allSatisfy { $0.hasSuffix(".unreadable") && KeptMail.isDangerous($0) })
    #expect(lines.errors.count == 4)
    let left = room.spool.path(.tmp) + "/5.n5.folder"
    try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
    try room.intake.open()
  }

  @Test("A mail of the largest size with a long envelope is taken, and read")
  func largest() throws {
    let room = try InboundFixture()
    let address = String(repeating: "\u{1}", count: 100_000) + "@b.example"
    let mail = [UInt8](repeating: 0x20, count: Spool.largestMail)
    try room.spool.deposit(
      SpooledMail(sender: address, recipient: address, mail: mail), now: 1_800_000_000_000)
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0")))
    #expect(try room.choice("p0") == .yes)
    #expect(try KeptMail(spool: room.spool).names().map(KeptMail.isDangerous) == [false])
  }

  @Test("Of what is set aside the oldest goes, however long the random part of its name is")
  func kept() throws {
    let room = try InboundFixture()
    let kept = room.spool.path(.kept)
    for number in 1...1_003 {
      let random = String(repeating: "z", count: 1 + number % 13)
      try Data("x".utf8)
        .write(to: URL(fileURLWithPath: "\(kept)/1800000000000.n\(number).\(random).eml"))
    }
    try room.deliver("From: a@b.example\n\nx")
    let numbers = try KeptMail(spool: room.spool).names().map { $0.split(separator: ".")[1] }
    #expect(numbers.count == 1000)
    #expect(numbers.first == "n1004")
    #expect(numbers.last == "n5")
  }
}
