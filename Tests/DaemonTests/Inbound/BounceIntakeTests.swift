import Daemon
import Domain
import Engine
import Letters
import State
import StateFolder
import Testing

@Suite("Bounces and complaints that come in")
struct BounceIntakeTests {
  @Test("A hard bounce with our tag: the delivery has failed, the address is given up, all is gone")
  func hard() throws {
    let room = try InboundFixture()
    try room.invite()
    try room.deliver(room.bounce(to: room.bounceTag("p0")), sender: "")
    #expect(try room.delivery("p0") == .failed)
    #expect(try room.suppression("p0")?.contains("5.1.1") == true)
    #expect(try room.delivery("p1") == .sent)
    #expect(try room.rooms == [:])
  }

  @Test("The tag counts wherever the server put it, in whatever case")
  func places() throws {
    for place in ["envelope", "X-Original-To", "Delivered-To"] {
      let room = try InboundFixture()
      try room.invite()
      let address = "network+\(room.bounceTag("p1").uppercased())@mvo.example"
      let mail = room.bounce(to: "none")
      if place == "envelope" {
        try room.deliver(mail, recipient: address)
      } else {
        try room.deliver("\(place): \(address)\n" + mail)
      }
      #expect(try room.delivery("p1") == .failed, "\(place)")
    }
  }

  @Test("A full mailbox fails the mail and keeps the address; a delay changes nothing")
  func soft() throws {
    let room = try InboundFixture()
    try room.invite()
    let delayed = room.bounce(
      to: room.bounceTag("p1"), action: "delayed", status: "4.4.1", text: "451 4.4.1 no answer")
    try room.deliver(delayed, sender: "")
    #expect(try room.delivery("p1") == .sent)
    let full = room.bounce(
      to: room.bounceTag("p1"), status: "5.2.2", text: "552 5.2.2 mailbox full")
    try room.deliver(full, sender: "")
    #expect(try room.delivery("p1") == .failed)
    #expect(try room.suppression("p1") == nil)
    let person = try room.number("p1")
    #expect(room.engine.read { current in current.state.post.soft[person]?.count } == 1)
  }

  @Test("Without a valid tag nothing is changed, and the mail is kept for a look")
  func forged() throws {
    let room = try InboundFixture()
    try room.invite()
    let before = room.entries
    let tag = room.bounceTag("p0")
    let last = tag.last == "a" ? "b" : "a"
    let bent = String(tag.dropLast()) + last
    for tag in ["", "nonsense", bent, String(tag.dropFirst())] {
      try room.deliver(room.bounce(to: tag), sender: "")
    }
    #expect(try room.delivery("p0") == .sent)
    #expect(try room.rooms == [.kept: 4])
    #expect(room.entries == before)
  }

  @Test("The same mail twice counts once, also when it was read again after a crash")
  func twice() throws {
    let room = try InboundFixture()
    try room.invite()
    let mail = room.bounce(
      to: room.bounceTag("p1"), status: "5.2.2", text: "552 5.2.2 mailbox full")
    try room.deliver(mail, sender: "")
    let entries = room.entries
    try room.deliver(mail, sender: "")
    #expect(room.entries == entries)
    #expect(try room.rooms == [:])
    let text = room.metrics.text(room.engine, Figures(room.engine, spool: room.spool))
    #expect(text.contains(#"kind="bounce",outcome="known"} 1"#))
  }

  @Test("A complaint stops timed mail, and says so by its tag")
  func complaint() throws {
    let room = try InboundFixture()
    try room.invite()
    let mail = """
      From: feedback@provider.example
      To: network+\(room.bounceTag("p2"))@mvo.example
      Subject: FW: Open
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=feedback-report; boundary="b"

      --b
      Content-Type: text/plain

      This is an email abuse report.

      --b
      Content-Type: message/feedback-report

      Feedback-Type: abuse
      User-Agent: Provider/1.0
      Version: 1

      --b
      Content-Type: message/rfc822

      From: network@mvo.example
      Subject: Open

      Kom je?
      --b--

      """
    try room.deliver(mail)
    #expect(try room.isUnsubscribed("p2"))
    #expect(try !room.isUnsubscribed("p1"))
    #expect(try room.delivery("p2") == .sent)
  }

  /// (address, action, status, text) of each address, and what becomes of p1.
  static let reports: [([(String, String, String, String)], DeliveryState, Bool)] = [
    // One dead member makes no list dead.
    (
      [
        ("gone@b.example", "failed", "5.1.1", "550 5.1.1 no such user"),
        ("full@b.example", "failed", "4.2.2", "452 4.2.2 mailbox full"),
      ], .failed, false
    ),
    (
      [
        ("gone@b.example", "failed", "5.1.1", "550 5.1.1 no such user"),
        ("slow@b.example", "delayed", "4.4.1", "no answer"),
      ], .sent, false
    ),
    (
      [
        ("gone@b.example", "failed", "5.1.1", "550 5.1.1 no such user"),
        ("P1@b.example", "expanded", "2.0.0", "250 ok"),
      ], .sent, false
    ),
    (
      [
        ("gone@b.example", "failed", "5.1.1", "550 5.1.1 no such user"),
        ("p1@b.example", "delayed", "4.4.1", "no answer"),
      ], .sent, false
    ),
    // The address that was written to counts, wherever it stands.
    (
      [
        ("other@b.example", "failed", "4.2.2", "452 4.2.2 mailbox full"),
        ("P1@B.example", "failed", "5.1.1", "550 5.1.1 no such user"),
      ], .failed, true
    ),
    ([("elsewhere@c.example", "failed", "5.1.1", "550 5.1.1 no such user")], .failed, true),
    ([("p1@b.example", "relayed", "2.0.0", "250 ok")], .sent, false),
    ([("p1@b.example", "delivered", "2.0.0", "250 ok")], .sent, false),
  ]

  @Test("Of a report about several addresses the one that was written to counts", arguments: 0..<8)
  func several(_ number: Int) throws {
    let (recipients, delivery, isGivenUp) = Self.reports[number]
    let room = try InboundFixture()
    try room.invite()
    try room.deliver(room.report(to: room.bounceTag("p1"), recipients), sender: "")
    #expect(try room.delivery("p1") == delivery)
    #expect(try (room.suppression("p1") != nil) == isGivenUp)
    #expect(try room.rooms == [:])
  }

  @Test("A domain without a server is given up when it is said of a second mail")
  func unroutable() throws {
    let room = try InboundFixture()
    try room.invite()
    let text = "Host or domain name not found. Name service error: Host not found"
    try room.deliver(
      room.bounce(to: room.bounceTag("p1"), status: "5.4.4", text: text), sender: "")
    #expect(try room.delivery("p1") == .failed)
    #expect(try room.suppression("p1") == nil)
    let person = try room.number("p1")
    let key = DeliveryKey(event: "open", step: "reminder", person: person)
    try room.engine.wait(
      room.engine.change { _, _ in ((), [Entry.sent(key, reply: "250 ok")]) }.1)
    let tag = AddressTag.bounce(event: "open", step: "reminder", person: "p1", keys: room.keys)
    try room.deliver(room.bounce(to: tag, status: "5.4.4", text: text), sender: "")
    #expect(try room.suppression("p1")?.contains("5.4.4") == true)
  }

  @Test(
    "A complaint names its person by whatever signed address of the mail it returns is left",
    arguments: ["Return-Path", "List-Unsubscribe", "none"])
  func redacted(field: String) throws {
    let room = try InboundFixture()
    try room.invite()
    let leave = AddressTag.unsubscribe(person: "p2", keys: room.keys)
    let line =
      switch field {
      case "Return-Path": "Return-Path: <network+\(room.bounceTag("p2"))@mvo.example>"
      case "List-Unsubscribe":
        "List-Unsubscribe: <https://x.example/u/t>, <mailto:network+\(leave)@mvo.example?subject=unsubscribe>"
      default: "X-Redacted: yes"
      }
    try room.deliver(
      """
      From: feedback@provider.example
      To: abuse@mvo.example
      Subject: Abuse report
      Content-Type: multipart/report; report-type=feedback-report; boundary="b"

      --b
      Content-Type: message/feedback-report

      Feedback-Type: abuse
      Version: 1

      --b
      Content-Type: message/rfc822

      \(line)
      From: network@mvo.example
      To: redacted@provider.example

      Kom je?
      --b--

      """)
    #expect(try room.isUnsubscribed("p2") == (field != "none"))
    #expect(try room.rooms == (field == "none" ? [.kept: 1] : [:]))
  }

  @Test("A tag of somebody who was forgotten, or of another network, names nobody")
  func nobody() throws {
    let room = try InboundFixture()
    try room.invite()
    let gone = AddressTag.bounce(
      event: "open", step: "invitation", person: "forgotten", keys: room.keys)
    let foreign = AddressTag.bounce(
      event: "open", step: "invitation", person: "p0",
      keys: SigningKeys(master: [UInt8](repeating: 7, count: 32)))
    for tag in [gone, foreign, String(room.bounceTag("p0").dropLast(3))] {
      try room.deliver(room.bounce(to: tag), sender: "")
    }
    #expect(try room.delivery("p0") == .sent)
    #expect(try room.rooms == [.kept: 3])
  }
}
