import Refusals
import SMTPClient
import Testing

@Suite("What follows from what happened") struct TransferResultTests {
  static func reply(_ line: String) -> SMTPReply? {
    var reader = SMTPReplyReader()
    return reader.take(Array(line.utf8))
  }

  static func refusal(_ line: String, at stage: Stage = .recipient) -> SMTPRefusal? {
    let evidence = TransferRecord(ending: .failed(55, ""), stage: stage, reply: reply(line))
    switch TransferResult(evidence) {
    case .settled(.deferred(let refusal), _), .settled(.refused(let refusal), _): return refusal
    default: return nil
    }
  }

  /// The hard/soft table: reply, kind, personal, permanent, suppress.
  static let refusals: [(String, SMTPRefusal.Kind, Bool, Bool, Bool)] = [
    ("550 5.1.1 x", .noMailbox, true, true, true), ("550 5.1.2 x", .noMailbox, true, true, true),
    ("501 5.1.3 x", .noMailbox, true, true, true), ("551 5.1.6 x", .noMailbox, true, true, true),
    ("556 5.1.10 x", .noMailbox, true, true, true), ("450 4.1.1 x", .noMailbox, true, false, false),
    ("550 5.2.1 x", .disabled, true, true, false), ("550 5.7.13 x", .disabled, true, true, false),
    ("552 5.2.2 x", .full, true, false, false), ("552 x", .full, true, false, false),
    ("452 4.2.2 x", .full, true, false, false), ("452 x", .full, true, false, false),
    ("552 5.2.3 x", .message, true, true, false), ("552 5.3.4 x", .message, true, true, false),
    ("554 5.6.0 x", .message, true, true, false), ("550 5.6.7 x", .message, true, true, false),
    ("450 4.4.1 x", .routing, true, false, false), ("550 5.4.4 x", .routing, true, true, false),
    ("554 5.4.6 x", .routing, true, true, false), ("500 x", .protocolError, false, true, false),
    ("501 x", .protocolError, false, true, false),
    ("503 5.5.1 x", .protocolError, false, true, false),
    ("555 5.5.4 x", .protocolError, false, true, false),
    ("452 4.5.3 x", .rateLimited, false, false, false),
    ("550 5.5.0 x", .unspecific, true, true, false), ("550 x", .unspecific, true, true, false),
    ("553 x", .unspecific, true, true, false), ("554 x", .unspecific, true, true, false),
    ("450 x", .unspecific, true, false, false), ("451 x", .unspecific, true, false, false),
    ("550 5.1.0 x", .unspecific, true, true, false),
    ("550 5.3.0 x", .unspecific, true, true, false),
    ("450 4.7.1 x", .unspecific, true, false, false),
    ("550 5.0.0 x", .unspecific, true, true, false),
    ("553 5.1.8 x", .sender, false, true, false), ("501 5.1.7 x", .sender, false, true, false),
    ("554 5.7.1 x", .policy, false, true, false), ("550 5.7.25 x", .policy, false, true, false),
    ("550 5.7.26 x", .policy, false, true, false), ("550 5.7.515 x", .policy, false, true, false),
    ("450 4.7.0 x", .rateLimited, false, false, false),
    ("421 4.7.28 x", .busy, false, false, false),
    ("450 4.7.28 x", .rateLimited, false, false, false),
    ("451 4.7.32 x", .rateLimited, false, false, false),
    ("421 x", .busy, false, false, false), ("452 4.3.1 x", .busy, false, false, false),
    ("451 4.3.0 x", .busy, false, false, false),
    ("530 5.7.0 x", .authentication, false, true, false),
    ("535 5.7.8 x", .authentication, false, true, false),
    ("534 5.7.9 x", .authentication, false, true, false),
    ("550 5.7.3 x", .authentication, false, true, false),
    ("454 4.7.0 x", .rateLimited, false, false, false),
    // An enhanced code of another class than the basic one says nothing.
    ("550 4.2.2 x", .unspecific, true, true, false),
    ("450 5.1.1 x", .unspecific, true, false, false),
  ]

  @Test(arguments: refusals) func `a refusal is read by the table`(
    line: String, kind: SMTPRefusal.Kind, personal: Bool, permanent: Bool, suppress: Bool
  ) throws {
    for stage in [Stage.recipient, .final] {
      let refusal = try #require(Self.refusal(line, at: stage))
      #expect(refusal.kind == kind)
      #expect(refusal.personal == personal)
      #expect(refusal.permanent == permanent)
      #expect((refusal.evidence == .dead) == suppress)
      #expect(refusal.reply == line)
      let judged = TransferResult(
        TransferRecord(ending: .failed(55, ""), stage: stage, reply: Self.reply(line)))
      var isRefused = false
      if case .settled(.refused, _) = judged { isRefused = true }
      #expect(isRefused == (personal && permanent))
    }
  }

  @Test(
    arguments: [
      ("550 5.2.1 closed", true), ("550 5.7.13 suspended", true), ("550 5.4.4 no route", true),
      ("450 4.2.1 closed", false), ("550 5.4.1 no answer", false), ("550 5.1.1 unknown", false),
      ("550 5.2.3 too long", false),
    ]) func `a closed mailbox is suspect, not dead`(line: String, isSuspect: Bool) throws
  {
    let refusal = try #require(Self.refusal(line, at: .recipient))
    #expect((refusal.evidence == .suspended || refusal.evidence == .unroutable) == isSuspect)
    #expect(
      !((refusal.evidence == .suspended || refusal.evidence == .unroutable)
        && (refusal.evidence == .dead)))
  }

  @Test(arguments: Stage.allCases) func `nothing before MAIL is anybody's failure`(
    stage: Stage
  ) throws {
    let early: Set<Stage> = [.connect, .greeting, .hello, .startTLS, .authentication]
    for line in ["421 x", "451 x", "535 5.7.8 x", "550 5.1.1 x", "554 5.7.1 x", nil] {
      for code: Int32 in [6, 7, 8, 28, 35, 55, 56, 60, 64, 67] {
        let reply = line.flatMap { Self.reply($0) }
        let judged = TransferResult(
          TransferRecord(ending: .failed(code, ""), stage: stage, reply: reply))
        guard case .settled(let outcome, let trouble) = judged else {
          Issue.record("not settled: \(judged)")
          return
        }
        #expect(!early.contains(stage) || (outcome == .returned && trouble != nil))
        if reply == nil, stage != .final {
          if case .refused = outcome { Issue.record("refused without a reply: \(stage) \(code)") }
          if case .doubt = outcome { Issue.record("doubt before the last byte: \(stage) \(code)") }
        }
      }
    }
  }

  @Test(
    arguments: [
      (6, RelayTrouble.Kind.name), (7, .unreachable), (28, .unreachable), (35, .tls),
      (56, .unreachable),
      (58, .tls), (60, .tls), (64, .tls), (67, .authentication), (77, .tls),
    ] as [(Int32, RelayTrouble.Kind)])
  func `libcurl's code names the trouble where the server said nothing`(
    code: Int32, kind: RelayTrouble.Kind
  ) {
    let judged = TransferResult(TransferRecord(ending: .failed(code, "detail"), stage: .connect))
    guard case .settled(.returned, let trouble?) = judged else {
      Issue.record("no trouble: \(judged)")
      return
    }
    #expect(trouble.kind == kind)
  }

  @Test(arguments: [8, 28, 42, 55, 56] as [Int32])
  func `after the last byte only a complete reply decides`(code: Int32) {
    func policy(_ line: String?) -> TransferResult {
      TransferResult(
        TransferRecord(
          ending: .failed(code, ""), stage: .final, reply: line.flatMap { Self.reply($0) }))
    }
    #expect(policy("250 2.0.0 queued") == .settled(.sent(reply: "250 2.0.0 queued")))
    #expect(policy("251 forwarded") == .settled(.sent(reply: "251 forwarded")))
    guard case .settled(.doubt, nil) = policy(nil), case .settled(.doubt, nil) = policy("354 x")
    else {
      Issue.record("no doubt")
      return
    }
  }

  @Test func `a stop after the last byte is a doubt, before it is not`() {
    let late = TransferResult(TransferRecord(ending: .withdrawn(.stopping), stage: .final))
    guard case .settled(.doubt, nil) = late else {
      Issue.record("\(late)")
      return
    }
    for stage in Stage.allCases where stage != .final {
      let early = TransferResult(TransferRecord(ending: .withdrawn(.stopping), stage: stage))
      #expect(early == .settled(.returned))
    }
  }

  @Test func `only a connection without a sign of life is stale`() {
    for reply in [nil, Self.reply("421 4.4.2 idle")] {
      let stale = TransferRecord(ending: .failed(55, ""), stage: .mail, reply: reply, isStale: true)
      #expect(TransferResult(stale) == .retryFresh)
    }
    let closed = TransferRecord(ending: .withdrawn(.gate), stage: .body, isStale: true)
    #expect(TransferResult(closed) == .settled(.aborted))
  }
}
