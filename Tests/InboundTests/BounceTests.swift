import Inbound
import Testing

/// Delivery reports (RFC 3464) and the texts of mail systems that do not write them.
@Suite struct BounceTests {
  /// Postfix, with our invitation inside.
  static func report(
    action: String = "failed", status: String = "5.1.1",
    diagnostic: String =
      "smtp; 550 5.1.1 <kees@bakker.example>: Recipient address rejected: User unknown"
  ) -> String {
    """
    Return-Path: <>
    Delivered-To: bounces+babc@mvo.example
    From: MAILER-DAEMON@mail.mvo.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: bounces+babc@mvo.example
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
    \tboundary="AB12.1/mail.mvo.example"

    This is a MIME-encapsulated message.

    --AB12.1/mail.mvo.example
    Content-Description: Notification

    This is the mail system at host mail.mvo.example.

    --AB12.1/mail.mvo.example
    Content-Description: Delivery report
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mail.mvo.example
    Original-Envelope-Id: E3>

    Final-Recipient: rfc822; Kees@bakker.example
    Original-Recipient: rfc822;kees@bakker.example
    Action: \(action)
    Status: \(status)
    Remote-MTA: dns; mx.bakker.example
    Diagnostic-Code: \(diagnostic)

    --AB12.1/mail.mvo.example
    Content-Description: Undelivered Message
    Content-Type: message/rfc822

    From: MVO Nederland <uitnodiging@mvo.example>
    To: kees@bakker.example
    Message-ID: <invitation-1@mvo.example>
    Content-Type: text/calendar; method=REQUEST

    BEGIN:VCALENDAR
    --AB12.1/mail.mvo.example--
    """
  }

  @Test("A delivery report names recipient, code, verdict and the mail that came back")
  func hard() throws {
    let understood = try MailText.understand(Self.report())
    #expect(understood.kind == .bounce)
    #expect(understood.recipient == "kees@bakker.example")
    #expect(understood.status == "5.1.1")
    #expect(understood.verdict == .hard)
    #expect(understood.reason == .userUnknown)
    #expect(!understood.isDelayed)
    #expect(understood.originalMessageID == "<invitation-1@mvo.example>")
    #expect(understood.tagged == ["bounces+babc@mvo.example"])
    #expect(understood.diagnosis.hasPrefix("550 5.1.1 <kees@bakker.example>"))
    #expect(!understood.mayBeAnswered)
  }

  @Test("A delay is soft and no failure; a success is no bounce")
  func delayed() throws {
    let delayed = try MailText.understand(
      Self.report(action: "delayed", status: "4.4.1", diagnostic: "smtp; connect: timed out"))
    #expect(delayed.kind == .bounce)
    #expect(delayed.isDelayed)
    #expect(delayed.verdict == .soft)
    for action in ["delivered", "relayed (to x)", "expanded"] {
      let arrived = try MailText.understand(Self.report(action: action, status: "2.0.0"))
      #expect(arrived.kind == .automatic)
      #expect(arrived.verdict == .none)
    }
  }

  @Test(
    "The verdict of a reply",
    arguments: [
      ("5.1.1", "550 5.1.1 no such user", .userUnknown, .hard),
      ("5.1.2", "", .hostUnknown, .hard),
      (
        "5.4.4", "Host or domain name not found. Name service error type=A: Host not found",
        .hostUnknown, .hard
      ),
      ("4.4.3", "Host not found, try again", .unreachable, .soft),
      ("5.1.10", "", .noMailServer, .hard),
      ("5.0.0", "556 nullMX: domain does not accept mail", .noMailServer, .hard),
      ("5.2.2", "552 mailbox full", .full, .soft),
      ("5.0.0", "550 user is over quota", .full, .soft),
      (
        "5.2.1", "550-5.2.1 The email account that you tried to reach is disabled", .disabled,
        .hard
      ),
      ("5.2.1", "", .suspended, .soft), ("5.7.13", "", .suspended, .soft),
      ("5.1.3", "", .userUnknown, .hard),
      ("5.1.6", "", .hasMoved, .hard), ("5.5.2", "", .protocolError, .policy),
      ("5.6.7", "", .content, .policy), ("5.7.27", "", .authentication, .policy),
      ("4.4.2", "", .unreachable, .soft),
      ("5.2.3", "", .tooBig, .policy),
      (
        "5.7.26", "550-5.7.26 Unauthenticated email is not accepted due to DMARC", .authentication,
        .policy
      ),
      ("5.7.1", "554 5.7.1 Client host blocked using zen.spamhaus.org", .blocked, .policy),
      ("5.7.1", "550 rejected as spam", .spam, .policy),
      ("5.1.8", "553 Domain of sender address x does not exist", .rejected, .policy),
      ("4.7.0", "421 too many connections from your IP", .tooMany, .policy),
      ("4.2.0", "450 Greylisted, please try again in 5 minutes", .greylisted, .soft),
      ("5.4.6", "", .loop, .soft),
      ("5.0.0", "550 Unknown user x (in reply to end of DATA command)", .filtered, .soft),
      ("5.0.0", "550 Unknown user x (in reply to RCPT TO command)", .userUnknown, .hard),
      ("5.0.0", "550 x does not exist (in reply to MAIL FROM command)", .rejected, .policy),
      ("5.0.0", "550 no (in reply to RCPT TO command)", .userUnknown, .hard),
      ("5.0.0", "554 no", .undefined, .soft),
      (
        "5.1.0", "5.1.0 - Unknown address error 550-'5.7.1 Access denied' (delivery attempts: 0)",
        .rejected, .policy
      ),
    ] as [(String, String, BounceReason, ClassifiedMail.Verdict)])
  func verdict(
    _ status: String, _ reply: String, _ reason: BounceReason, _ verdict: ClassifiedMail.Verdict
  ) throws {
    let understood = try MailText.understand(
      Self.report(status: status, diagnostic: "smtp; \(reply)"))
    #expect(understood.reason == reason)
    #expect(understood.verdict == verdict)
  }

  @Test("A name or link of an address says nothing about it")
  func names() throws {
    let understood = try MailText.understand(
      Self.report(
        status: "5.0.0",
        diagnostic: "smtp; 554 <mailbox-full@spam.example>: see https://x.example/user-unknown"))
    #expect(understood.reason == .undefined)
  }

  private func text(_ body: String, header: String = "Return-Path: <>") -> String {
    """
    \(header)
    From: MAILER-DAEMON@mx.bakker.example
    To: bounces+babc@mvo.example
    Subject: failure notice

    \(body)
    """
  }

  @Test(
    "Mail systems that write for people",
    arguments: [
      (
        "Hi. This is the qmail-send program at mx.\n\n<kees@bakker.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <bounces+babc@mvo.example>\nTo: kees@bakker.example\nMessage-ID: <i@mvo.example>\n",
        .hard
      ),
      (
        "The following address(es) failed:\n\n  kees@bakker.example\n    SMTP error from remote mail server after RCPT TO:<kees@bakker.example>:\n    host mx [192.0.2.1]: 550 Requested action not taken: mailbox unavailable\n\n------ This is a copy of the message, including all the headers. ------\n\nReceived: from x\n\tby y\nMessage-ID: <i@mvo.example>\n",
        .hard
      ),
      (
        "   ----- The following addresses had permanent fatal errors -----\n<kees@bakker.example>\n\n   ----- Transcript of session follows -----\n>>> RCPT To:<kees@bakker.example>\n<<< 552 5.2.2 Over quota\n\n   ----- Unsent message follows -----\nFrom: uitnodiging@mvo.example\nMessage-ID: <i@mvo.example>\n",
        .soft
      ),
      (
        "Your message\n\n  Subject: Uitnodiging\n\nwas not delivered to:\n\n  kees@bakker.example\n\nbecause:\n\n  User Kees (kees@bakker.example) not listed in Domino Directory\n\n----- Original message -----\nMessage-ID: <i@mvo.example>\n",
        .hard
      ),
      (
        "Je bericht kon niet worden bezorgd.\n\n<kees@bakker.example>:\nOnbekende gebruiker\n\nReceived: from x by y\nFrom: uitnodiging@mvo.example\nMessage-ID: <i@mvo.example>\n",
        .hard
      ),
    ] as [(String, ClassifiedMail.Verdict)])
  func texts(_ body: String, _ verdict: ClassifiedMail.Verdict) throws {
    let understood = try MailText.understand(text(body))
    #expect(understood.kind == .bounce)
    #expect(understood.recipient == "kees@bakker.example")
    #expect(understood.verdict == verdict)
    #expect(understood.originalMessageID == "<i@mvo.example>")
  }

  @Test("Exim says it in its header")
  func exim() throws {
    let understood = try MailText.understand(
      text(
        "Something in a language of its own.", header: "X-Failed-Recipients: kees@bakker.example"))
    #expect(understood.kind == .bounce)
    #expect(understood.recipient == "kees@bakker.example")
    #expect(understood.verdict == .soft)
  }

  @Test("A complaint is known by its feedback report; one that is not abuse is none")
  func complaint() throws {
    func mail(_ type: String) -> String {
      """
      From: <feedback@provider.example>
      To: bounces+babc@mvo.example
      Subject: FW: Uitnodiging
      Content-Type: multipart/report; report-type=feedback-report; boundary=b

      --b

      This is an email abuse report.
      --b
      Content-Type: message/feedback-report

      Feedback-Type: \(type)
      User-Agent: Provider/1
      Version: 1
      Original-Rcpt-To: <kees@bakker.example>

      --b
      Content-Type: message/rfc822

      From: uitnodiging@mvo.example
      Message-ID: <invitation-1@mvo.example>

      x
      --b--
      """
    }
    let abuse = try MailText.understand(mail("abuse"))
    #expect(abuse.kind == .complaint)
    #expect(abuse.recipient == "kees@bakker.example")
    #expect(abuse.originalMessageID == "<invitation-1@mvo.example>")
    #expect(abuse.verdict == .none)
    for type in ["not-spam", "auth-failure"] {
      #expect(try MailText.understand(mail(type)).kind == .automatic)
    }
  }
}
