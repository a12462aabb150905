import Daemon
import Domain
import Engine
import Foundation
import Letters
import State
import StateFolder
import Testing

@Suite("Answers that come in by mail")
struct AnswerIntakeTests {
  @Test(
    "A calendar's reply is an answer of the one who was invited",
    arguments: [("ACCEPTED", Choice.yes), ("DECLINED", .no), ("TENTATIVE", .maybe)])
  func reply(partstat: String, choice: Choice) throws {
    let room = try InboundFixture()
    try room.deliver(room.reply(partstat, uid: room.uid("p0")))
    #expect(try room.choice("p0") == choice)
    #expect(try room.owed("p0") == 1)
    #expect(try room.rooms == [:])
  }

  @Test(
    "The signature says who answers, also from an alias; no other known person is taken for them")
  func alias() throws {
    let room = try InboundFixture()
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0"), from: "alias@b.example"))
    #expect(try room.choice("p0") == .yes)
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p1"), from: "p2@b.example"))
    #expect(try room.choice("p1") == nil)
    #expect(try room.choice("p2") == nil)
    #expect(try room.forwards == ["p1 passed_on"])
  }

  @Test("Out of order, the newest word counts; twice, it is the same word")
  func order() throws {
    let room = try InboundFixture()
    let uid = room.uid("p0")
    try room.deliver(room.reply("DECLINED", uid: uid, stamp: "20270505T120000Z"))
    try room.deliver(room.reply("ACCEPTED", uid: uid, stamp: "20270505T110000Z"))
    #expect(try room.choice("p0") == .no)
    try room.deliver(room.reply("ACCEPTED", uid: uid, stamp: "20270505T110000Z"))
    #expect(try room.choice("p0") == .no)
    try room.deliver(room.reply("ACCEPTED", uid: uid, stamp: "20270505T130000Z"))
    #expect(try room.choice("p0") == .yes)
  }

  @Test("A calendar's yes to a full event waits in line and is told so")
  func full() throws {
    let room = try InboundFixture()
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0")))
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p1"), from: "p1@b.example"))
    #expect(try room.seat("p0") == .seated)
    #expect(try room.seat("p1") == .waiting)
    #expect(try room.owed("p1") == 1)
  }

  @Test("After the start a yes is refused and a no is taken")
  func late() throws {
    let room = try InboundFixture(now: try Sample.programme().events[0].starts.adding(seconds: 60))
    try room.deliver(room.reply("ACCEPTED", uid: room.uid("p0"), stamp: "20270617T140030Z"))
    #expect(try room.choice("p0") == nil)
    try room.deliver(room.reply("DECLINED", uid: room.uid("p0"), stamp: "20270617T140040Z"))
    #expect(try room.choice("p0") == .no)
    #expect(try room.rooms == [:])
  }

  private func forged(_ room: InboundFixture) -> String {
    let uid = room.uid("p0")
    let at = uid.index(uid.startIndex, offsetBy: 40)
    return uid.replacingCharacters(in: at...at, with: uid[at] == "a" ? "b" : "a")
  }

  @Test("A UID that we did not sign changes nothing, unless our own server knows the sender")
  func unsigned() throws {
    let passed = "Authentication-Results: mx.mvo.example; dmarc=pass header.from=b.example\n"
    let other = "Authentication-Results: mx.evil.example; dmarc=pass header.from=b.example\n"
    let cases: [(authority: String?, header: String, from: String, counts: Bool)] = [
      (nil, passed, "p0@b.example", false), ("mx.mvo.example", "", "p0@b.example", false),
      ("mx.mvo.example", other, "p0@b.example", false),
      ("mx.mvo.example", passed, "p1@b.example", false),
      ("MX.mvo.example", passed, "p0@b.example", true),
    ]
    for (authority, header, from, counts) in cases {
      let room = try InboundFixture(authority: authority)
      try room.deliver(room.reply("ACCEPTED", uid: forged(room), from: from, header: header))
      #expect(try room.choice("p0") == (counts ? .yes : nil), "\(authority ?? "-") \(from)")
      // It waits for the host, who can ask; and for a look.
      #expect(try room.rooms == (counts ? [:] : [.kept: 1, .forwarded: 1]))
      #expect(try room.forwards == (counts ? [] : ["p0 unverified"]))
      #expect(try room.owed("p0") == (counts ? 1 : 0))
    }
  }

  @Test("What nobody signed does not fill the host's mailbox, nor shut out those we know")
  func unsignedFlood() throws {
    let room = try InboundFixture()
    for second in 10...18 {
      let stamp = "202705051000\(second)Z"
      try room.put(room.reply("ACCEPTED", uid: forged(room), stamp: stamp))
    }
    try room.put(room.reply("NEEDS-ACTION", uid: forged(room), stamp: "20270505T110000Z"))
    room.intake.round()
    #expect(try room.hostMails == 5)
    #expect(try room.rooms[.kept] == 10)
    try room.deliver(room.letter("Mag ik later komen?", to: "p1", from: "p1@b.example"))
    #expect(try room.hostMails == 6)
    #expect(try room.choice("p0") == nil)
  }

  @Test("Words beside an answer go to the host as well; courtesies do not")
  func beside() throws {
    let room = try InboundFixture()
    try room.deliver(room.letter("Ja, leuk! Tot dan", to: "p0"))
    #expect(try room.hostMails == 0)
    try room.deliver(room.letter("Nee\n\nIk stuur mijn collega Kees.", to: "p0"))
    #expect(try room.choice("p0") == .no)
    let uid = room.uid("p1")
    try room.deliver(
      room.reply(
        "TENTATIVE", uid: uid, from: "p1@b.example", more: "COMMENT:Hangt van de trein af"))
    #expect(try room.choice("p1") == .maybe)
    #expect(try room.forwards == ["p0 beside_answer", "p1 beside_answer"])
    #expect(try room.hostMails == 2)
    #expect(try room.rooms == [.forwarded: 2])
    // Read again after a crash, neither counts twice.
    try room.deliver(room.letter("Nee\n\nIk stuur mijn collega Kees.", to: "p0"))
    #expect(try room.hostMails == 2)
    #expect(try room.rooms == [.forwarded: 2])
  }

  @Test("Words beside an answer that the host cannot be sent are kept, and the answer counts")
  func besideKept() throws {
    let room = try InboundFixture()
    for turn in 1...20 {
      try room.put(
        room.letter("Vraag " + String(repeating: "x", count: turn), to: "p1", from: "p1@b.example"))
    }
    try room.deliver(room.letter("Ja\n\nIk neem taart mee", to: "p0"))
    #expect(try room.choice("p0") == .yes)
    #expect(try room.hostMails == 20)
    #expect(try room.rooms[.kept] == 1)
  }

  @Test("A raised SEQUENCE shuts out no later reply")
  func raised() throws {
    let room = try InboundFixture()
    let uid = room.uid("p0")
    try room.deliver(room.reply("ACCEPTED", uid: uid, stamp: "20270505T100000Z", sequence: 900))
    #expect(try room.choice("p0") == .yes)
    try room.deliver(room.reply("DECLINED", uid: uid, stamp: "20270505T110000Z"))
    #expect(try room.choice("p0") == .no)
  }

  @Test("A stranger's calendar names nobody, and another's proposal of a time is no answer")
  func stranger() throws {
    let room = try InboundFixture()
    try room.deliver(room.reply("ACCEPTED", uid: "4711@stranger.example", from: "s@b.example"))
    try room.deliver(
      room.reply("ACCEPTED", uid: room.uid("p0"), stamp: "20270505T100001Z", method: "COUNTER"))
    #expect(try room.choice("p0") == nil)
    #expect(try room.choice("p1") == nil)
  }

  @Test(
    "A clear first line in reply to our mail is an answer",
    arguments: [("Ja, ik kom!", Choice.yes), ("No, sorry", .no), ("Misschien", .maybe)])
  func plain(words: String, choice: Choice) throws {
    let room = try InboundFixture()
    try room.deliver(room.letter(words, to: "p0"))
    #expect(try room.choice("p0") == choice)
    #expect(try room.owed("p0") == 1)
  }

  @Test("The same words from another address, a list, a machine or nobody are no answer")
  func notTheirs() throws {
    let room = try InboundFixture()
    try room.deliver(room.letter("Ja", to: "p0", from: "p1@b.example"))
    try room.deliver(room.letter("Ja!", to: "p0", header: "List-Id: <list.b.example>\n"))
    try room.deliver(room.letter("Ja.", to: "p0", header: "Auto-Submitted: auto-replied\n"))
    try room.deliver(room.letter("Ja,", to: "p0"), sender: "")
    #expect(try room.choice("p0") == nil)
    #expect(try room.choice("p1") == nil)
    #expect(try room.owed("p0") == 0)
  }

  @Test("Words that no rule can read go to the host, whole, and change nothing")
  func words() throws {
    let room = try InboundFixture()
    try room.deliver(room.letter("Mag ik ook later komen?", to: "p0"))
    try room.deliver(room.letter("Ja", to: "p0", from: "elsewhere@c.example"))
    let counter = room.reply(
      "ACCEPTED", uid: room.uid("p1"), from: "p1@b.example", method: "COUNTER")
    try room.deliver(counter)
    #expect(try room.forwards == ["p0 other_address", "p0 own_words", "p1 counter"])
    #expect(try room.choice("p0") == nil)
    #expect(try room.rooms == [.forwarded: 3])
    for digest in room.engine.read({ $0.state.post.forwards.keys.sorted() }) {
      #expect(try #require(room.spool.forHost(digest)).starts(with: Array("From: ".utf8)))
    }
    // The same mail once more is no second mail to the host.
    try room.deliver(counter)
    #expect(try room.hostMails == 3)
  }

  @Test("Mail that a failed disk interrupted is read as soon as the disk works, without a start")
  func interrupted() throws {
    let room = try InboundFixture()
    try room.invite()
    let forwarded = room.folder.path + "/spool/forwarded"
    try FileManager.default.removeItem(atPath: forwarded)
    try room.deliver(room.letter("Mag ik ook later komen?", to: "p0"))
    #expect(try room.spool.names(in: .work).count == 1)
    room.intake.round()
    #expect(try room.forwards.isEmpty)
    try FileManager.default.createDirectory(
      atPath: forwarded, withIntermediateDirectories: false)
    room.intake.round()
    #expect(try room.forwards.count == 1)
    #expect(try room.rooms == [.forwarded: 1])
  }

  @Test("A host is not flooded: what comes beyond twenty a day is kept")
  func flood() throws {
    let room = try InboundFixture()
    for turn in 1...23 {
      try room.put(room.letter("Vraag " + String(repeating: "x", count: turn), to: "p0"))
    }
    room.intake.round()
    #expect(try room.hostMails == 20)
    #expect(try room.rooms[.kept] == 3)
  }

  @Test("What the host writes back to us is nobody's answer, and is not sent to the host again")
  func hostReplies() throws {
    let room = try InboundFixture()
    try room.deliver(room.letter("Ja", to: "sanne@mvo.example", from: "sanne@mvo.example"))
    #expect(try room.hostMails == 0)
    #expect(try room.rooms[.kept] == 1)
  }

  @Test("Our mail answers once a week, however often somebody changes their mind")
  func pace() throws {
    let room = try InboundFixture()
    for words in ["Ja", "Nee!", "Ja?!", "Misschien"] {
      try room.deliver(room.letter(words, to: "p0"))
    }
    #expect(try room.choice("p0") == .maybe)
    #expect(try room.owed("p0") == 1)
  }

  @Test("A mail to the unsubscribe address, or a reply that says stop, stops timed mail")
  func unsubscribe() throws {
    let room = try InboundFixture()
    let tag = AddressTag.unsubscribe(person: "p1", keys: room.keys)
    try room.deliver(
      "From: anybody@b.example\nTo: network+\(tag)@mvo.example\nSubject: unsubscribe\n\n")
    #expect(try room.isUnsubscribed("p1"))
    try room.deliver(room.letter("Uitschrijven", to: "p0"))
    #expect(try room.isUnsubscribed("p0"))
    #expect(try !room.isUnsubscribed("p2"))
  }

  @Test("A mail program's own unsubscription counts, an absence notice to that address does not")
  func automaticUnsubscribe() throws {
    let room = try InboundFixture()
    func mail(_ person: String, _ subject: String, _ more: String = "") -> String {
      let tag = AddressTag.unsubscribe(person: person, keys: room.keys)
      return "From: a@b.example\nTo: network+\(tag)@mvo.example\nSubject: \(subject)\n"
        + "Auto-Submitted: auto-generated\n\(more)\nx\n"
    }
    try room.deliver(mail("p0", "unsubscribe"), sender: "")
    #expect(try room.isUnsubscribed("p0"))
    try room.deliver(mail("p1", "Automatisch antwoord: Open"))
    try room.deliver(mail("p1", "unsubscribe", "List-Id: <x.b.example>\n"))
    #expect(try !room.isUnsubscribed("p1"))
  }
}
