import MailCatcher
import Refusals
import SMTPClient
import Testing

/// Real libcurl against a server that goes wrong at one stage in one way.
@Suite("Faults at every stage") struct FaultTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var stage: FaultStage
    var fault: Fault
    /// What became of the mail, and of the relay.
    var expected: String

    var testDescription: String { "\(stage.rawValue): \(fault) → \(expected)" }
  }

  static let silent: [Case] = [
    .init(stage: .greeting, fault: .close, expected: "returned, trouble unreachable"),
    .init(stage: .greeting, fault: .reset, expected: "returned, trouble unreachable"),
    .init(stage: .greeting, fault: .stall, expected: "returned, trouble unreachable"),
    .init(stage: .greeting, fault: .junk, expected: "returned, trouble unreachable"),
    .init(stage: .greeting, fault: .partial, expected: "returned, trouble unreachable"),
    .init(stage: .greeting, fault: .delay(milliseconds: 50), expected: "sent"),
    .init(stage: .hello, fault: .close, expected: "returned, trouble unreachable"),
    .init(stage: .hello, fault: .reset, expected: "returned, trouble unreachable"),
    .init(stage: .hello, fault: .stall, expected: "returned, trouble unreachable"),
    .init(stage: .hello, fault: .junk, expected: "returned, trouble unreachable"),
    .init(stage: .hello, fault: .partial, expected: "returned, trouble unreachable"),
    .init(stage: .mail, fault: .close, expected: "returned, trouble unreachable"),
    .init(stage: .mail, fault: .reset, expected: "returned, trouble unreachable"),
    .init(stage: .mail, fault: .stall, expected: "returned, trouble unreachable"),
    .init(stage: .mail, fault: .junk, expected: "returned, trouble unreachable"),
    .init(stage: .mail, fault: .partial, expected: "returned, trouble unreachable"),
    .init(stage: .recipient, fault: .close, expected: "deferred transport at recipient"),
    .init(stage: .recipient, fault: .reset, expected: "deferred transport at recipient"),
    .init(stage: .recipient, fault: .stall, expected: "deferred transport at recipient"),
    .init(stage: .recipient, fault: .junk, expected: "deferred transport at recipient"),
    .init(stage: .recipient, fault: .partial, expected: "deferred transport at recipient"),
    .init(stage: .recipient, fault: .delay(milliseconds: 50), expected: "sent"),
    .init(stage: .data, fault: .close, expected: "deferred transport at data"),
    .init(stage: .data, fault: .reset, expected: "deferred transport at data"),
    .init(stage: .data, fault: .stall, expected: "deferred transport at data"),
    .init(stage: .data, fault: .partial, expected: "deferred transport at data"),
    .init(stage: .final, fault: .close, expected: "doubt"),
    .init(stage: .final, fault: .reset, expected: "doubt"),
    .init(stage: .final, fault: .stall, expected: "doubt"),
    .init(stage: .final, fault: .junk, expected: "doubt"),
    .init(stage: .final, fault: .partial, expected: "doubt"),
    .init(stage: .final, fault: .delay(milliseconds: 300), expected: "sent"),
    .init(stage: .quit, fault: .close, expected: "sent"),
    .init(stage: .quit, fault: .stall, expected: "sent"),
    .init(stage: .idle, fault: .close, expected: "sent"),
    .init(stage: .idle, fault: .reset, expected: "sent"),
  ]

  static let spoken: [Case] = [
    .init(
      stage: .greeting, fault: .reply("421 4.3.2 not now"), expected: "returned, trouble greeting"),
    .init(
      stage: .greeting, fault: .reply("554 5.7.1 go away"), expected: "returned, trouble greeting"),
    .init(
      stage: .hello, fault: .reply("421 4.3.2 not now"), expected: "returned, trouble greeting"),
    // libcurl falls back to HELO; with nothing configured that needs EHLO the mail may go.
    .init(stage: .mail, fault: .reply("451 4.3.0 later"), expected: "returned, trouble busy"),
    .init(stage: .mail, fault: .reply("421 4.3.2 closing"), expected: "returned, trouble busy"),
    .init(
      stage: .mail, fault: .reply("530 5.7.0 log in"), expected: "returned, trouble authentication"),
    .init(stage: .mail, fault: .reply("550 5.7.1 not you"), expected: "returned, trouble sender"),
    .init(stage: .mail, fault: .reply("553 5.1.8 who?"), expected: "returned, trouble sender"),
    .init(stage: .mail, fault: .reply("552 5.3.4 too big"), expected: "refused message at mail"),
    .init(
      stage: .recipient, fault: .reply("550 5.1.1 no such user"),
      expected: "refused no-mailbox at recipient, suppress"),
    .init(
      stage: .recipient, fault: .reply("550 no such user"),
      expected: "refused unspecific at recipient"),
    .init(
      stage: .recipient, fault: .reply("550 5.2.1 closed"),
      expected: "refused disabled at recipient"),
    .init(
      stage: .recipient, fault: .reply("552 5.2.2 full"), expected: "deferred full at recipient"),
    .init(
      stage: .recipient, fault: .reply("452 4.2.2 full"), expected: "deferred full at recipient"),
    .init(
      stage: .recipient, fault: .reply("450 4.7.1 greylisted"),
      expected: "deferred unspecific at recipient"),
    .init(
      stage: .recipient, fault: .reply("550 5.7.26 no DMARC"),
      expected: "deferred policy at recipient"),
    .init(
      stage: .recipient, fault: .reply("501 5.5.4 syntax"),
      expected: "deferred protocol at recipient"),
    .init(
      stage: .recipient, fault: .reply("421 4.7.0 slow down"),
      expected: "deferred busy at recipient, trouble busy"),
    .init(
      stage: .recipient, fault: .reply("530 5.7.0 log in"),
      expected: "deferred authentication at recipient, trouble authentication"),
    .init(stage: .data, fault: .reply("451 4.5.0 later"), expected: "deferred protocol at data"),
    .init(stage: .data, fault: .reply("554 5.5.1 no"), expected: "returned, trouble busy"),
    .init(
      stage: .data, fault: .reply("421 4.3.2 closing"),
      expected: "deferred busy at data, trouble busy"),
    .init(stage: .final, fault: .reply("251 2.1.5 forwarded"), expected: "sent"),
    .init(stage: .final, fault: .reply("451 4.2.1 later"), expected: "deferred disabled at final"),
    .init(
      stage: .final, fault: .reply("550 5.1.1 after all"),
      expected: "refused no-mailbox at final, suppress"),
    .init(stage: .final, fault: .reply("552 5.3.4 too big"), expected: "refused message at final"),
    .init(stage: .final, fault: .reply("554 5.7.1 spam"), expected: "deferred policy at final"),
    .init(
      stage: .final, fault: .reply("421 4.3.2 closing"),
      expected: "deferred busy at final, trouble busy"),
    .init(stage: .final, fault: .reply("354 what?"), expected: "doubt"),
  ]

  @Test(arguments: silent) func `a server that is silent or broken`(_ example: Case) async throws {
    try await check(example)
  }

  @Test(arguments: spoken) func `a server that refuses`(_ example: Case) async throws {
    try await check(example)
  }

  private func check(_ example: Case) async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(example.stage, example.fault)])
    let isMute = [.stall, .junk].contains(example.fault)
    let sights = try await Fixture.with(
      script, desk: desk, replyTimeout: isMute ? 2 : 600, pauses: PauseCurve(first: 60)
    ) { catcher, _ in
      desk.put(Fixture.mail())
      _ = await desk.outcomes(1)
      return catcher.sights
    }
    #expect(Self.summary(desk.record) == example.expected)
    let mayHaveDot = [.final, .quit, .idle].contains(example.stage) || example.expected == "sent"
    #expect(sights.contains { if case .dot = $0 { true } else { false } } == mayHaveDot)
    #expect(desk.record.commits.count == (mayHaveDot ? 1 : 0))
  }

  static func summary(_ record: TestSource.Record) -> String {
    let outcomes = record.outcomes.values.flatMap { $0 }.map { outcome in
      switch outcome {
      case .sent: "sent"
      case .doubt: "doubt"
      case .aborted: "aborted"
      case .returned: "returned"
      case .deferred(let refusal): "deferred \(words(refusal))"
      case .refused(let refusal): "refused \(words(refusal))"
      }
    }
    return (outcomes + record.troubles.map { "trouble \($0.kind.rawValue)" })
      .joined(separator: ", ")
  }

  private static func words(_ refusal: SMTPRefusal) -> String {
    "\(refusal.kind.rawValue) at \(refusal.stage.rawValue)"
      + (refusal.evidence == .dead ? ", suppress" : "")
  }
}
