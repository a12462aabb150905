import Refusals
import SMTPClient
import Testing

@Suite("Refusals that are about us") struct AboutUsTests {
  static let ours: [(String, SenderTrouble)] = [
    ("550 5.4.5 Daily user sending limit exceeded. Learn more at https://x.test 5.4.5", .quota),
    ("550 5.1.90 Your message can't be sent because you've reached your daily limit", .quota),
    ("452 4.5.3 Too many recipients this hour", .quota),
    (
      "550 Domain mvo.example has exceeded the max emails per hour (150/150 (100%)) allowed", .quota
    ),
    ("450 Requested mail action not taken: Sent mail limit exceeded", .quota),
    ("454 Throttling failure: Daily message quota exceeded.", .quota),
    ("550 Message rate limit exceeded", .rate),
    ("454 Throttling failure: Maximum sending rate exceeded.", .rate),
    ("550 5.4.6 Unusual sending activity detected. Please try after sometime", .rate),
    ("421 4.7.0 Too many concurrent SMTP connections", .rate),
    ("550 Authentication required", .authentication),
    ("550 relay not permitted, authentication required", .authentication),
    ("550 5.7.57 Client not authenticated to send mail", .authentication),
    (
      "553 5.7.1 <uitnodiging@mvo.example>: Sender address rejected: not logged in", .authentication
    ),
    ("550 relay not permitted", .relaying),
    ("554 5.7.1 <a@b.test>: Relay access denied", .relaying),
    ("550 Relaying denied (#5.7.1)", .relaying), ("550 5.7.64 TenantAttribution", .relaying),
    ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", .relaying),
    ("550 5.1.0 we do not relay", .relaying),
    (
      "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
      .sender
    ),
    ("550 5.2.252 no", .sender),
    ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", .sender),
    ("554 Message rejected: Email address is not verified.", .sender),
    ("550 The from address does not match a verified Sender Identity", .sender),
    ("550 Sender not verified", .sender), ("550 Account suspended", .account),
    ("550 Your account has been blocked for sending", .account),
    ("550 5.0.0 Sending suspended for this account", .account),
    ("550 High probability of spam", .spam), ("554 rejected due to spam probability", .spam),
    ("550 Your IP is on our blacklist", .standing),
  ]

  @Test(arguments: ours) func `quotas, logins, senders and relaying are known by their words`(
    reply: String, trouble: SenderTrouble
  ) throws {
    #expect(SenderTable.trouble(reply: reply) == trouble)
    for stage in [Stage.recipient, .final] {
      let refusal = try #require(TransferResultTests.refusal(reply, at: stage))
      #expect(
        !refusal.personal && !(refusal.evidence == .dead)
          && !(refusal.evidence == .suspended || refusal.evidence == .unroutable))
      let evidence = TransferRecord(
        ending: .failed(55, ""), stage: stage, reply: TransferResultTests.reply(reply))
      guard case .settled(.deferred, let told) = TransferResult(evidence) else {
        Issue.record("\(reply): \(TransferResult(evidence))")
        continue
      }
      #expect((told != nil) == trouble.concernsAll || reply.hasPrefix("421"))
      if trouble == .quota { #expect(told?.kind == .quota && told?.needsAPerson == true) }
    }
  }

  @Test(arguments: [
    "550 5.1.1 <a@b.test>: relay not permitted", "550 No such user", "550 5.2.1 account disabled",
    "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents more",
    "552 5.2.2 The email account that you tried to reach is over quota",
    "552 mailbox quota exceeded",
    "550 User account is disabled", "550 unknown user; see our spam policy",
    "550 5.4.1 Recipient address rejected: Access denied", "550 too many invalid recipients",
    "550 Mailbox has exceeded its daily limit of messages", "550 x", "550 mailbox unavailable",
    "550 5.7.133 sender not authenticated for group", "450 4.7.1 Greylisted by policy",
  ])
  func `what is the recipient's stays the recipient's`(reply: String) {
    #expect(SenderTable.trouble(reply: reply)?.concernsAll != true, "\(reply)")
    let refusal = TransferResultTests.refusal(reply)
    #expect(refusal?.aboutUs == nil)
  }

  @Test func `what another server said is no trouble of all by itself`() {
    let reply = "550 5.7.0 undeliverable: host mx.b.test said: 554 Relay access denied"
    let judged = TransferResult(
      TransferRecord(
        ending: .failed(55, ""), stage: .recipient, reply: TransferResultTests.reply(reply)))
    guard case .settled(.deferred, nil) = judged else {
      Issue.record("\(judged)")
      return
    }
  }

  private func refusal(_ line: String) throws -> SMTPRefusal {
    try #require(TransferResultTests.refusal(line))
  }

  private func run(_ lines: [(String, String)]) throws -> [[UInt64]?] {
    var run = RefusalRun()
    return try lines.enumerated().map { index, line in
      run.note(try refusal(line.1), Fixture.mail(UInt64(index + 1), to: line.0))
    }
  }

  private static let five = [
    "anna@a.example", "ben@b.example", "carla@c.example", "dirk@a.example", "eva@b.example",
  ]

  @Test func `five people of three domains refused in the same words are the relay's trouble`()
    throws
  {
    let told = try run(
      Self.five.map { ($0, "550 5.6.0 <\($0)>: Computer says no, id=\($0.utf8.count)x9") })
    #expect(told == [nil, nil, nil, nil, [1, 2, 3, 4]])
  }

  @Test(arguments: [
    "550 5.1.1 <@>: unknown", "550 5.1.10 <@>: no mail here",
  ])
  func `mailboxes that do not exist are believed`(line: String) throws {
    #expect(try run(Self.five.map { ($0, line) }).allSatisfy { $0 == nil })
  }

  @Test func `two domains, four people or other words are not enough`() throws {
    let two = (0..<9).map { ("p\($0)@\($0.isMultiple(of: 2) ? "a" : "b").example", "550 no") }
    #expect(try run(two).allSatisfy { $0 == nil })
    let one = (0..<9).map { _ in ("anna@a.example", "550 no") }
    #expect(try run(one).allSatisfy { $0 == nil })
    let words = ["moved", "closed", "left", "full of it", "gone"]
    let other = zip(Self.five, words).map { ($0, "550 \($1)") }
    #expect(try run(other).allSatisfy { $0 == nil })
  }

  @Test func `those who were refused before are named once`() throws {
    let told = try run((Self.five + ["frits@f.example"]).map { ($0, "554 no") })
    #expect(told[4] == [1, 2, 3, 4] && told[5] == [])
  }

  @Test func `a daily limit is tried again after a quarter of an hour at the earliest`() {
    for chance in [0, 0.5, 1] {
      var health = RelayHealth(curve: PauseCurve())
      let rest = health.failed(now: 0, wasProbe: false, isQuota: true, chance: chance)
      #expect((rest?.pause ?? 0) >= 900)
    }
  }

  @Test func `in a rest a mail that was under way is no sign of recovery`() {
    var health = RelayHealth(curve: PauseCurve())
    _ = health.failed(now: 0, wasProbe: false, chance: 0.5)
    let byOther = health.worked(wasProbe: false)
    #expect(!byOther && !health.isWell)
    let byProbe = health.worked(wasProbe: true)
    #expect(byProbe && health.isWell)
  }
}
