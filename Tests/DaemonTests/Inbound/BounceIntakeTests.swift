import Daemon
import Domain
import Testing

@Suite("Bounces and complaints that come in")
struct BounceIntakeTests {
  @Test("A hard bounce with our tag: the delivery has failed, the address is given up, all is gone")
  func hard() throws {
    let room = try PostRoom()
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
      let room = try PostRoom()
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
    let room = try PostRoom()
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
    #expect(room.office.read { desk in desk.state.post.soft[person]?.count } == 1)
  }

  @Test("Without a valid tag nothing is changed, and the mail is kept for a look")
  func forged() throws {
    let room = try PostRoom()
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
    let room = try PostRoom()
    try room.invite()
    let mail = room.bounce(
      to: room.bounceTag("p1"), status: "5.2.2", text: "552 5.2.2 mailbox full")
    try room.deliver(mail, sender: "")
    let entries = room.entries
    try room.deliver(mail, sender: "")
    #expect(room.entries == entries)
    #expect(try room.rooms == [:])
    #expect(room.metrics.text(room.office).contains(#"kind="bounce",outcome="known"} 1"#))
  }

  @Test("A complaint stops timed mail, and says so by its tag")
  func complaint() throws {
    let room = try PostRoom()
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
}
