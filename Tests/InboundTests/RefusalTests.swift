import Inbound
import Testing

/// Which words of a bounce decide: the refusing server's own, and not those that are put around
/// them.
@Suite struct RefusalTests {
  typealias Verdict = ClassifiedMail.Verdict

  /// What servers reply, and what it means for the address.
  static let replies: [(String, Verdict)] = [
    ("550 5.1.1 <kees@bakker.example>: Recipient address rejected: User unknown", .hard),
    ("550-5.1.1 The account that you tried to reach does not exist. 550 5.1.1 gsmtp", .hard),
    ("550 No such user here", .hard), ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", .hard),
    ("552 5.2.2 <kees@bakker.example>: user is over quota", .soft),
    ("452 4.2.2 The account is over quota", .soft), ("552 mailbox full", .soft),
    ("550 5.2.1 This mailbox is disabled", .hard), ("550 5.2.1 <kees@bakker.example>", .soft),
    ("550 The account has been suspended", .soft),
    ("451 4.7.1 Greylisted, please try again in 300 seconds", .soft),
    ("450 4.1.1 <kees@bakker.example>: User unknown in local recipient table", .soft),
    ("550 5.7.1 Message rejected due to content policy", .policy),
    ("550 5.7.1 Recipient rejected by policy of this organisation", .policy),
    ("550 Administrative prohibition", .policy), ("554 5.7.1 Rejected by the spam filter", .policy),
    ("550 5.7.520 Access denied, your organization does not allow external forwarding", .policy),
    ("554 5.7.1 Service unavailable; client host blocked using a list", .policy),
    ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", .policy),
    ("550 5.4.5 Daily user sending limit exceeded", .policy),
    ("550 relay not permitted", .policy), ("530 5.7.0 Authentication required", .policy),
    ("550 5.7.1 User unknown", .soft),
  ]

  /// What providers write around a reply, whatever it says.
  static let wrappers: [String] = [
    """
    Delivery to the following recipient failed permanently:

         kees@bakker.example

    Technical details of permanent failure:
    Google tried to deliver your message, but it was rejected by the server for the recipient domain \
    bakker.example by mx.bakker.example. [192.0.2.1].

    We recommend contacting the other email provider for further information about the cause of this \
    error. The error that the other server returned was:
    REPLY

    ----- Original message -----

    Received: by 10.0.0.1 with SMTP id x
    From: uitnodiging@mvo.example
    Message-ID: <i@mvo.example>
    """,
    """
    ** Message not delivered **

    There was a problem delivering your message to kees@bakker.example because the domain bakker.example \
    did not take it. See the technical details below.

    The response from the remote server was:

    REPLY
    """,
    """
    This is the mail system at host mail.mvo.example.

    I'm sorry to have to inform you that your message could not be delivered.

    <kees@bakker.example>: host mx.bakker.example[192.0.2.1] said: REPLY (in reply to RCPT TO command)
    """,
    """
    Hi. This is the qmail-send program at mx.
    I'm afraid I wasn't able to deliver your message to the following addresses.

    <kees@bakker.example>:
    192.0.2.1 does not like recipient.
    Remote host said: REPLY
    Giving up on 192.0.2.1.
    """,
    """
    A message that you sent could not be delivered to one or more of its recipients.
    The following address(es) failed:

      kees@bakker.example
        host mx.bakker.example [192.0.2.1]
        SMTP error from remote mail server after RCPT TO:<kees@bakker.example>:
        REPLY
    """,
  ]

  @Test(
    "Whatever stands around it, the reply decides", arguments: 0..<replies.count, 0..<wrappers.count
  )
  func wrapped(reply: Int, wrapper: Int) throws {
    let (text, verdict) = Self.replies[reply]
    let understood = try MailText.understand(
      """
      Return-Path: <>
      From: Mail Delivery Subsystem <mailer-daemon@provider.example>
      To: bounces+babc@mvo.example
      Subject: Delivery Status Notification (Failure)
      X-Failed-Recipients: kees@bakker.example

      \(Self.wrappers[wrapper].replacing("REPLY", with: text))
      """)
    #expect(understood.kind == .bounce)
    #expect(understood.recipient == "kees@bakker.example")
    #expect(understood.verdict == verdict, "\(understood.why)")
  }

  @Test("The report of the one recipient decides over the sentences beside it", arguments: replies)
  func reported(reply: String, verdict: Verdict) throws {
    let report = BounceTests.report(status: "5.0.0", diagnostic: "smtp; \(reply)")
    let around = """
      ** Address not found **

      Your message wasn't delivered to kees@bakker.example because the address couldn't be found, or is \
      unable to receive mail. The domain bakker.example couldn't be found either.
      """
    let understood = try MailText.understand(
      report.replacing("This is the mail system at host mail.mvo.example.", with: around))
    #expect(understood.verdict == verdict, "\(understood.why)")
  }

  @Test(
    "Words without any code, as the system says them that knows its own users",
    arguments: [
      ("Unknown user: kees@bakker.example", .hard), ("Onbekende gebruiker", .hard),
      ("Recipient Not Found", .hard), ("User kees not listed in Domino Directory", .hard),
      ("This user doesn't have an account here", .hard), ("No such mailbox", .hard),
      ("The mailbox is full", .soft), ("Out of storage", .soft),
      ("The message was refused by the filter", .policy), ("It could not be done", .soft),
    ] as [(String, Verdict)])
  func bare(words: String, verdict: Verdict) throws {
    let understood = try MailText.understand(
      """
      Return-Path: <>
      From: postmaster@bakker.example
      To: bounces+babc@mvo.example
      Subject: Undeliverable: Uitnodiging

      Your message was not delivered to:

        kees@bakker.example

      \(words)
      """)
    #expect(understood.kind == .bounce)
    #expect(understood.verdict == verdict, "\(understood.why)")
  }

  @Test("A refusal after the text is about the text")
  func afterText() throws {
    for place in ["in reply to end of DATA command", "after end of data", "state 18"] {
      let understood = try MailText.understand(
        BounceTests.report(status: "5.0.0", diagnostic: "smtp; 550 Unknown user kees (\(place))"))
      #expect(understood.verdict == .soft)
    }
  }
}
