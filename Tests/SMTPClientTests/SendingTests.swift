import MailCatcher
import Refusals
import SMTPClient
import Synchronization
import Testing

@Suite("Sending") struct SendingTests {
  @Test func `a mail arrives byte for byte and the reply is kept`() async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      var mail = Fixture.mail(bytes: 300_000)
      mail.message += Array(".\r\n..\r\n. x\r\n.\r\n".utf8)
      desk.put(mail)
      let record = await desk.outcomes(1)
      #expect(record.outcomes[1] == [.sent(reply: "250 2.0.0 caught")])
      #expect(record.commits == [1])
      #expect(catcher.mails.map(\.bytes) == [mail.message])
      #expect(catcher.mails.first?.envelopeFrom == mail.envelopeFrom)
      #expect(catcher.mails.first?.recipients == [mail.recipient])
    }
  }

  @Test(arguments: [1, 2, 3, 1000, 70_000])
  func `no byte is lost at any size`(size: Int) async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      var mail = Fixture.mail()
      mail.message = Array(repeating: UInt8(ascii: "a"), count: min(size - 1, 900)) + [13, 10]
      while mail.message.count < size { mail.message += Array("meer\r\n".utf8) }
      desk.put(mail)
      _ = await desk.outcomes(1)
      #expect(catcher.mails.map(\.bytes) == [mail.message])
    }
  }

  @Test func `when the gate says no the server never sees the final dot`() async throws {
    let desk = TestSource { id in id != 1 }
    try await Fixture.with(desk: desk) { catcher, _ in
      desk.put(Fixture.mail(1), Fixture.mail(2))
      let record = await desk.outcomes(2)
      #expect(record.outcomes[1] == [.aborted])
      #expect(record.outcomes[2] == [.sent(reply: "250 2.0.0 caught")])
      #expect(record.troubles.isEmpty)
      #expect(catcher.mails.count == 1)
      let sights = catcher.sights
      #expect(sights.contains(.cut(1)))
      #expect(!sights.contains(.dot(1)))
    }
  }

  @Test func `a null sender is sent as one`() async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      desk.put(Fixture.mail(from: ""))
      _ = await desk.outcomes(1)
      #expect(catcher.mails.first?.envelopeFrom == "")
    }
  }

  @Test func `five hundred mails over eight connections go once each`() async throws {
    let desk = TestSource(isRetried: true)
    let script = FaultScript([
      FaultRule(.recipient, .reply("450 4.7.1 greylisted"), times: 20),
      FaultRule(.final, .delay(milliseconds: 3), times: 100),
      FaultRule(.idle, .close, times: 5, after: 50), FaultRule(.idle, .reset, times: 5),
      FaultRule(.data, .reply("451 4.2.0 later"), times: 10, after: 30),
    ])
    let pauses = PauseCurve(first: 0.001, longest: 0.002)
    try await Fixture.with(script, desk: desk, connections: 8, pauses: pauses) { catcher, _ in
      desk.put((1...500).map { Fixture.mail($0, to: "p\($0)@partner.example", bytes: 4000) })
      let record = await desk.outcomes(500)
      #expect(record.outcomes.values.allSatisfy { $0 == [.sent(reply: "250 2.0.0 caught")] })
      let recipients = catcher.mails.flatMap(\.recipients)
      #expect(recipients.count == 500)
      #expect(Set(recipients).count == 500)
    }
  }

  @Test func `a late reply holds up nobody else and is no doubt`() async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.final, .hold, recipient: "slow@partner.example")])
    try await Fixture.with(script, desk: desk, connections: 2) { catcher, _ in
      desk.put(Fixture.mail(1, to: "slow@partner.example"))
      desk.put((2...60).map { Fixture.mail($0) })
      let others = await desk.outcomes(59)
      #expect(others.outcomes[1] == nil)
      script.release()
      let record = await desk.outcomes(60)
      #expect(record.outcomes[1] == [.sent(reply: "250 2.0.0 caught")])
      #expect(catcher.mails.count == 60)
    }
  }

  @Test(arguments: [Fault.close, .reset, .reply("421 4.4.2 idle for too long")])
  func `a connection that went stale is replaced at once and not counted`(
    fault: Fault
  ) async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.idle, fault, times: 1)])
    try await Fixture.with(script, desk: desk) { catcher, _ in
      desk.put(Fixture.mail(1))
      _ = await desk.outcomes(1)
      desk.put(Fixture.mail(2))
      let record = await desk.outcomes(2)
      #expect(record.outcomes[2] == [.sent(reply: "250 2.0.0 caught")])
      #expect(record.commits == [1, 2])
      #expect(record.troubles.isEmpty)
      #expect(catcher.sights.contains(.connected(2)))
    }
  }

  @Test func `one connection carries many mails`() async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      desk.put((1...20).map { Fixture.mail($0) })
      _ = await desk.outcomes(20)
      #expect(!catcher.sights.contains(.connected(2)))
    }
  }

  @Test(arguments: [(20, 7, 3), (21, 7, 3), (3, 1, 3), (5, 0, 1)] as [(UInt64, Int, Int)])
  func `a connection carries no more than it may, and another goes on`(
    _ mails: UInt64, _ most: Int, _ connections: Int
  ) async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, agents in
      var relay = try Fixture.relay(catcher)
      relay.maxPerConnection = most
      agents.replace(relay)
      desk.put((1...mails).map { Fixture.mail($0) })
      let record = await desk.outcomes(Int(mails))
      #expect(record.outcomes.values.allSatisfy { $0.count == 1 } && record.troubles.isEmpty)
      #expect(catcher.sights.contains(.connected(connections)))
      #expect(!catcher.sights.contains(.connected(connections + 1)))
    }
  }

  @Test func `a server that hangs up before the last byte leaves no doubt`() async throws {
    let seen = Mutex<MailCatcher?>(nil)
    let desk = TestSource { _ in
      while seen.withLock({ $0?.sights.contains(.disconnected(1)) }) != true {}
      return true
    }
    let script = FaultScript([FaultRule(.body, .close)])
    try await Fixture.with(script, desk: desk) { catcher, _ in
      seen.withLock { $0 = catcher }
      desk.put(Fixture.mail(bytes: 20_000))
      let record = await desk.outcomes(1)
      #expect(FaultTableTests.summary(record) == "deferred transport at body")
    }
  }

  @Test func `without SMTPUTF8 an address outside ASCII is refused, others go`() async throws {
    let desk = TestSource()
    try await Fixture.with(manners: ServerOptions(smtpUTF8: false), desk: desk) { catcher, _ in
      desk.put(Fixture.mail(1), Fixture.mail(2, to: "josé@partner.example"), Fixture.mail(3))
      let record = await desk.outcomes(3)
      guard case .refused(let refusal)? = record.outcomes[2]?.first else {
        Issue.record("not refused: \(record.outcomes)")
        return
      }
      #expect(refusal.enhanced == "5.6.7" && refusal.personal && !(refusal.evidence == .dead))
      #expect(catcher.mails.count == 2)
    }
  }

  @Test func `with SMTPUTF8 an address outside ASCII gets its mail`() async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      desk.put(Fixture.mail(1), Fixture.mail(2, to: "josé@partner.example"))
      _ = await desk.outcomes(2)
      #expect(catcher.mails.last?.recipients == ["josé@partner.example"])
    }
  }

  @Test func `a mail larger than the server takes is that mail's failure`() async throws {
    let desk = TestSource()
    try await Fixture.with(manners: ServerOptions(sizeLimit: 5000), desk: desk) { catcher, _ in
      desk.put(Fixture.mail(1, bytes: 6000))
      _ = await desk.outcomes(1)
      desk.put(Fixture.mail(2), Fixture.mail(3, bytes: 6000))
      let record = await desk.outcomes(3)
      #expect(catcher.mails.count == 1)
      #expect(!catcher.sights.contains { "\($0)".hasPrefix("command(1, \"MAIL") })
      for id in [UInt64(1), 3] {
        guard case .refused(let refusal)? = record.outcomes[id]?.first else {
          Issue.record("not refused: \(record.outcomes)")
          return
        }
        #expect(refusal.enhanced == "5.3.4" && !(refusal.evidence == .dead))
      }
      #expect(record.troubles.isEmpty)
    }
  }

  @Test(arguments: [
    "a@x.nl>\r\nRCPT TO:<evil@x.nl", "a@x.nl\r\nRSET", "a@x.nl\n", "a\0@x.nl",
    "a@x.nl> NOTIFY=NEVER",
    "<a@x.nl>", "a b@x.nl", "a@x.nl,evil@x.nl", "a@bücher.example", "a\u{85}b@x.nl",
    "\"a\r\nb\"@x.nl", "\"a\"b\"@x.nl", "a@x\u{2028}.nl", "@x.nl", "a", "",
  ])
  func `an address that could be a command does not reach the wire`(address: String) async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      desk.put(Fixture.mail(1, to: address))
      if !address.isEmpty { desk.put(Fixture.mail(2, from: address)) }
      let wanted = address.isEmpty ? 1 : 2
      let record = await desk.outcomes(wanted)
      for outcomes in record.outcomes.values {
        guard case .refused(let refusal)? = outcomes.first else {
          Issue.record("not refused: \(outcomes)")
          continue
        }
        #expect(refusal.kind == .address)
      }
      #expect(catcher.sights.isEmpty)
    }
  }

  @Test(arguments: ["x\n.\r\n", "x\r.\r\n", "no end", "\r", "a\0\r\n", ""])
  func `a message that is not strict CRLF does not reach the wire`(message: String) async throws {
    let desk = TestSource()
    try await Fixture.with(desk: desk) { catcher, _ in
      var mail = Fixture.mail()
      mail.message = Array(message.utf8)
      desk.put(mail)
      let record = await desk.outcomes(1)
      #expect(FaultTableTests.summary(record) == "refused message at connect")
      #expect(catcher.sights.isEmpty)
    }
  }
}
