import Letters
import Queries

extension InboundFixture {
  func bounceTag(_ person: String) -> String {
    AddressTag.bounce(event: "open", step: "invitation", person: person, keys: keys)
  }

  /// As Postfix reports it (RFC 3464).
  func bounce(
    to tag: String, action: String = "failed", status: String = "5.1.1",
    text: String = "550 5.1.1 <p0@b.example>: no such user"
  ) -> String {
    """
    Return-Path: <>
    From: MAILER-DAEMON@mail.b.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: network+\(tag)@mvo.example
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"
    Message-Id: <dsn@mail.b.example>

    --b
    Content-Type: text/plain; charset=us-ascii

    I'm sorry to have to inform you that your message could not be delivered.

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mail.b.example

    Final-Recipient: rfc822; p0@b.example
    Action: \(action)
    Status: \(status)
    Diagnostic-Code: smtp; \(text)

    --b--

    """
  }

  /// A report about several addresses: (address, action, status, text), as a list's server writes
  /// it.
  func report(
    to tag: String, _ recipients: [(address: String, action: String, status: String, text: String)]
  ) -> String {
    let groups = recipients.map {
      """
      Final-Recipient: rfc822; \($0.address)
      Action: \($0.action)
      Status: \($0.status)
      Diagnostic-Code: smtp; \($0.text)

      """
    }
    return """
      Return-Path: <>
      From: MAILER-DAEMON@mail.b.example (Mail Delivery System)
      Subject: Undelivered Mail Returned to Sender
      To: network+\(tag)@mvo.example
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary="b"

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mail.b.example

      \(groups.joined(separator: "\n"))
      --b--

      """
  }

  func uid(_ person: String) -> String {
    AddressTag.calendar(event: "open", person: person, keys: keys) + "@mvo.example"
  }

  /// As a calendar answers an invitation (RFC 5546).
  func reply(
    _ partstat: String, uid: String, from: String = "p0@b.example", attendee: String? = nil,
    stamp: String = "20270505T100000Z", method: String = "REPLY", header: String = "",
    sequence: Int = 0, more: String = "SUMMARY:Open"
  ) -> String {
    """
    \(header)From: Somebody <\(from)>
    To: MVO <network@mvo.example>
    Subject: Re: Open
    Message-ID: <\(stamp)@b.example>
    MIME-Version: 1.0
    Content-Type: text/calendar; charset=UTF-8; method=\(method)

    BEGIN:VCALENDAR
    PRODID:-//Test//EN
    VERSION:2.0
    METHOD:\(method)
    BEGIN:VEVENT
    UID:\(uid)
    SEQUENCE:\(sequence)
    DTSTAMP:\(stamp)
    DTSTART:20270617T140000Z
    \(more)
    ATTENDEE;PARTSTAT=\(partstat):mailto:\(attendee ?? from)
    END:VEVENT
    END:VCALENDAR

    """
  }

  /// A plain reply to the mail that a person was sent.
  func letter(
    _ words: String, to person: String, from: String = "p0@b.example", header: String = ""
  ) -> String {
    let thread = AddressTag.thread(event: "open", person: person, keys: keys)
    return """
      \(header)From: P <\(from)>
      To: MVO <network@mvo.example>
      Subject: Re: Open
      Message-ID: <x.\(words.utf8.count)@b.example>
      In-Reply-To: <\(thread).abcdef@mvo.example>
      References: <\(thread)@mvo.example> <\(thread).abcdef@mvo.example>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=UTF-8

      \(words)

      Op 4 mei 2027 schreef MVO:
      > Kom je?

      """
  }
}
