import Daemon

/// The mix of a day after invitations went out: bounces with the whole invitation inside, replies
/// of calendars, answers, notices of absence; each with the signed tags of whom it is about.
struct SampleMail {
  /// The signed part of the address the invitation was sent from.
  var bounceTag: String
  var uid: String
  var thread: String
  var address: String
  /// `20270504T093000Z`
  var stamp: String
  /// No two mails are the same.
  var number: Int

  /// Whether they come, this time.
  var comes: Bool

  private static let templates = [report, qmail, reply, answer, vacation].map(Template.init)

  /// The mail of a kind, lines ending in CRLF.
  func mail(_ kind: Int) -> [UInt8] {
    let values = [
      "BOUNCETAG": bounceTag, "THEUID": uid, "THREAD": thread, "WRITER": address,
      "THESTAMP": stamp, "PARTSTAT": comes ? "ACCEPTED" : "DECLINED",
      "ANSWER": comes ? "Ja, ik kom graag." : "Nee, helaas.",
    ]
    return Array("X-Number: \(number)\r\n".utf8)
      + Self.templates[kind % Self.templates.count].filled(values)
  }

  /// A text cut at its placeholders, once.
  private struct Template {
    private var pieces: [(bytes: [UInt8], name: String?)] = []

    init(_ text: String) {
      let parts = text.replacing("\n", with: "\r\n")
        .split(separator: "§", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        pieces.append(index % 2 == 0 ? (Array(part.utf8), nil) : ([], String(part)))
      }
    }

    func filled(_ values: [String: String]) -> [UInt8] {
      pieces.reduce(into: []) { filled, piece in
        filled += piece.name.flatMap { values[$0] }.map { Array($0.utf8) } ?? piece.bytes
      }
    }
  }

  private static let invitation = """
    Date: Mon, 10 May 2027 07:30:00 +0000
    From: MVO Nederland <uitnodiging@mvo.example>
    To: §WRITER§
    Subject: Kom je ook? MVO OpenSpace
    Message-ID: <§THREAD§.invitation@mvo.example>
    MIME-Version: 1.0
    Content-Type: multipart/alternative; boundary="inner"

    --inner
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    \(String(repeating: "Beste Kees, op 17 juni komen wij bij elkaar in De Fabrique in Utrecht.\n", count: 40))
    --inner
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    \(String(repeating: "<p style=3D\"margin:0\">Beste Kees, op 17 juni komen wij bij elkaar.</p>\n", count: 120))
    --inner--
    """

  private static let report = """
    Return-Path: <>
    Delivered-To: bounces+§BOUNCETAG§@mvo.example
    From: MAILER-DAEMON@mail.mvo.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: bounces+§BOUNCETAG§@mvo.example
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="outer"

    --outer
    Content-Type: text/plain

    This is the mail system at host mail.mvo.example.

    I'm sorry to have to inform you that your message could not
    be delivered to one or more recipients. It's attached below.

    <§WRITER§>: host mx.bakker.example[192.0.2.1] said: 550 5.1.1
        <§WRITER§>: Recipient address rejected: User unknown (in reply
        to RCPT TO command)

    --outer
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mail.mvo.example

    Final-Recipient: rfc822; §WRITER§
    Action: failed
    Status: 5.1.1
    Diagnostic-Code: smtp; 550 5.1.1 <§WRITER§>: Recipient address rejected: User unknown

    --outer
    Content-Type: message/rfc822

    \(invitation)
    --outer--
    """

  private static let qmail = """
    Return-Path: <>
    From: MAILER-DAEMON@mx.bakker.example
    To: bounces+§BOUNCETAG§@mvo.example
    Subject: failure notice

    Hi. This is the qmail-send program at mx.bakker.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.

    <§WRITER§>:
    user is over quota. (#5.2.2)

    --- Below this line is a copy of the message.

    \(invitation)
    """

  private static let reply = """
    From: "Bakker, Anna" <§WRITER§>
    To: MVO Nederland <uitnodiging@mvo.example>
    Subject: Accepted: Kom je ook? MVO OpenSpace
    Content-Type: multipart/alternative; boundary="b"

    --b
    Content-Type: text/plain; charset="us-ascii"

    --b
    Content-Type: text/calendar; charset="utf-8"; method=REPLY

    BEGIN:VCALENDAR
    METHOD:REPLY
    PRODID:Microsoft Exchange Server 2010
    VERSION:2.0
    BEGIN:VEVENT
    ATTENDEE;PARTSTAT=§PARTSTAT§;CN="Bakker, Anna":MAILTO:§WRITER§
    UID:§THEUID§@mvo.example
    DTSTART;TZID=W. Europe Standard Time:20270617T140000
    DTSTAMP:§THESTAMP§
    SEQUENCE:0
    END:VEVENT
    END:VCALENDAR
    --b--
    """

  private static let answer = """
    From: Anna Bakker <§WRITER§>
    To: uitnodiging@mvo.example
    Subject: Re: Kom je ook? MVO OpenSpace
    In-Reply-To: <§THREAD§.invitation@mvo.example>
    Content-Type: text/plain; charset=utf-8

    Beste Sanne,

    §ANSWER§

    Op ma 10 mei 2027 om 09:30 schreef MVO Nederland <uitnodiging@mvo.example>:
    \(String(repeating: "> Beste Anna, op 17 juni komen wij bij elkaar in De Fabrique.\n", count: 60))
    """

  private static let vacation = """
    From: Anna Bakker <§WRITER§>
    To: uitnodiging@mvo.example
    Subject: Automatisch antwoord: Kom je ook? MVO OpenSpace
    Auto-Submitted: auto-replied
    Content-Type: text/plain; charset=utf-8

    Ik ben er tot 17 mei niet.
    """
}
