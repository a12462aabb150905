import Domain
import Inbound
import Testing

/// REPLY and COUNTER as the common calendars write them (RFC 5546, RFC 6047).
@Suite struct CalendarReplyTests {
  static let uid = "agpqz5v3n3mdyhr4w7kx2c6tslqfjbeu@mvo.example"

  /// Exchange and Outlook: no ORGANIZER, a Windows zone, a SUMMARY that says it, upper-case MAILTO.
  static let outlook = """
    From: "Bakker, Anna" <anna@bakker.example>
    To: MVO Nederland <uitnodiging@mvo.example>
    Subject: Accepted: Kom je ook? MVO OpenSpace
    Content-Type: multipart/alternative; boundary="_000_AM0PR"
    MIME-Version: 1.0

    --_000_AM0PR
    Content-Type: text/plain; charset="us-ascii"


    --_000_AM0PR
    Content-Type: text/calendar; charset="utf-8"; method=REPLY
    Content-Transfer-Encoding: base64

    \(base64(
      """
      BEGIN:VCALENDAR
      METHOD:REPLY
      PRODID:Microsoft Exchange Server 2010
      VERSION:2.0
      BEGIN:VTIMEZONE
      TZID:W. Europe Standard Time
      BEGIN:STANDARD
      DTSTART:16010101T030000
      TZOFFSETFROM:+0200
      TZOFFSETTO:+0100
      END:STANDARD
      END:VTIMEZONE
      BEGIN:VEVENT
      ATTENDEE;PARTSTAT=ACCEPTED;CN="Bakker; Anna: CSR":MAILTO:Anna.Bakker@bakker.exa
       mple
      COMMENT;LANGUAGE=nl-NL:Leuk\\, tot dan!\\n\\n
      UID:\(uid)
      SUMMARY;LANGUAGE=nl-NL:Declined: MVO OpenSpace
      DTSTART;TZID=W. Europe Standard Time:20270617T140000
      CLASS:PUBLIC
      PRIORITY:5
      DTSTAMP:20270510T101500Z
      SEQUENCE:2
      X-MICROSOFT-CDO-APPT-SEQUENCE:0
      END:VEVENT
      END:VCALENDAR
      """))
    --_000_AM0PR--
    """

  @Test("Outlook and Exchange")
  func exchange() throws {
    let understood = try MailText.understand(Self.outlook)
    #expect(understood.kind == .reply)
    #expect(understood.choice == .yes)
    #expect(
      understood.calendar
        == CalendarReply(
          method: "REPLY", uid: Self.uid, attendee: "Anna.Bakker@bakker.example",
          partstat: .accepted,
          sequence: 2, dtstamp: Instant(seconds: 1_809_944_100), comment: "Leuk, tot dan!"))
    #expect(understood.mayBeAnswered)
  }

  private static let googleCalendar = """
    BEGIN:VCALENDAR
    PRODID:-//Google Inc//Google Calendar 70.9054//EN
    VERSION:2.0
    CALSCALE:GREGORIAN
    METHOD:REPLY
    BEGIN:VEVENT
    DTSTART:20270617T120000Z
    DTSTAMP:20270510T101500Z
    ORGANIZER;CN=MVO Nederland:mailto:uitnodiging@mvo.example
    UID:\(Self.uid)
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;X-NUM-GUEST
     S=0;X-RESPONSE-COMMENT="Ik ben er^nniet, ^'sorry^'":mailto:a.bakker@alias.example
    SEQUENCE:0
    STATUS:CONFIRMED
    BEGIN:VALARM
    UID:alarm
    ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@y.example
    END:VALARM
    END:VEVENT
    END:VCALENDAR
    """
  static let google = """
    Sender: Google Calendar <calendar-notification@google.com>
    Auto-Submitted: auto-generated
    From: Anna Bakker <anna@bakker.example>
    To: uitnodiging@mvo.example
    Subject: Declined: MVO OpenSpace
    Content-Type: multipart/mixed; boundary="m"

    --m
    Content-Type: multipart/alternative; boundary="a"

    --a
    Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
    Content-Transfer-Encoding: base64

    SmE=
    --a
    Content-Type: text/calendar; charset="UTF-8"; method=REPLY
    Content-Transfer-Encoding: 7bit

    \(googleCalendar)
    --a--

    --m
    Content-Type: application/ics; name="invite.ics"
    Content-Disposition: attachment; filename="invite.ics"
    Content-Transfer-Encoding: base64

    \(base64(googleCalendar))
    --m--
    """

  @Test("Google: an alias as ATTENDEE, its own parameters, part and attachment")
  func google() throws {
    let understood = try MailText.understand(Self.google)
    #expect(understood.kind == .reply)
    #expect(understood.choice == .no)
    #expect(understood.calendar?.attendee == "a.bakker@alias.example")
    #expect(understood.calendar?.comment == "Ik ben er\nniet, \"sorry\"")
    // Google says that it is automatic; the person pressed the button all the same.
    #expect(understood.isAutomatic)
    #expect(!understood.mayBeAnswered)
  }

  private static let appleCalendar = """
    BEGIN:VCALENDAR
    CALSCALE:GREGORIAN
    PRODID:-//Apple Inc.//macOS 14.4//EN
    METHOD:REPLY
    VERSION:2.0
    BEGIN:VEVENT
    DTSTAMP:20270510T101500Z
    ATTENDEE;CN=Anna;CUTYPE=INDIVIDUAL;EMAIL=anna@bakker.example;PARTSTAT=TENTATIVE:/aBC/principal/
    ORGANIZER:mailto:uitnodiging@mvo.example
    SEQUENCE:1
    UID:\(Self.uid)
    END:VEVENT
    END:VCALENDAR
    """
  static let apple = """
    From: anna@bakker.example
    Subject: Tentative: MVO OpenSpace
    Content-Type: multipart/mixed; boundary=m

    --m
    Content-Type: text/plain

    --m
    Content-Disposition: attachment; filename*=UTF-8''iCal-%32%30.ICS
    Content-Type: application/octet-stream
    Content-Transfer-Encoding: quoted-printable

    \(appleCalendar.replacing("=", with: "=3D"))
    --m--
    """

  @Test("Apple: lower-case mailto, EMAIL parameter, an attachment of no known type")
  func apple() throws {
    let understood = try MailText.understand(Self.apple)
    #expect(understood.choice == .maybe)
    #expect(understood.calendar?.attendee == "anna@bakker.example")
    #expect(understood.calendar?.sequence == 1)
  }

  /// A mail that is nothing but a calendar object.
  private func bare(
    method: String = "REPLY", event: String, type: String = "text/calendar"
  ) -> String {
    """
    From: anna@bakker.example
    Content-Type: \(type)

    BEGIN:VCALENDAR
    METHOD:\(method)
    BEGIN:VEVENT
    \(event)
    END:VEVENT
    END:VCALENDAR
    """
  }

  @Test("Of several attendees the sender counts, else the first")
  func attendees() throws {
    let event = """
      UID:u
      ATTENDEE;PARTSTAT=DECLINED:mailto:x@y.example
      ATTENDEE;PARTSTAT=ACCEPTED:mailto:Anna@Bakker.example
      """
    #expect(try MailText.understand(bare(event: event)).choice == .yes)
    let others = event.replacing("Anna@Bakker", with: "other@z")
    #expect(try MailText.understand(bare(event: others)).choice == .no)
  }

  @Test("A COUNTER is a wish and no answer to be counted")
  func counter() throws {
    let event =
      "UID:u\nATTENDEE;PARTSTAT=TENTATIVE:mailto:anna@bakker.example\nCOMMENT:Kan het later?"
    let understood = try MailText.understand(bare(method: "COUNTER", event: event))
    #expect(understood.kind == .reply)
    #expect(understood.calendar?.isCounter == true)
    #expect(understood.calendar?.comment == "Kan het later?")
  }

  @Test(
    "Delegation and NEEDS-ACTION are no answer", arguments: ["DELEGATED", "NEEDS-ACTION", "X-Y"])
  func none(_ partstat: String) throws {
    let event = "UID:u\nATTENDEE;PARTSTAT=\(partstat):mailto:anna@bakker.example"
    let understood = try MailText.understand(bare(event: event))
    #expect(understood.kind == .reply)
    #expect(understood.choice == nil)
  }

  @Test(
    "A REQUEST or CANCEL of somebody else is no reply", arguments: ["REQUEST", "CANCEL", "PUBLISH"])
  func request(_ method: String) throws {
    let event = "UID:u\nATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@bakker.example"
    let understood = try MailText.understand(bare(method: method, event: event))
    #expect(understood.kind == .other)
    #expect(understood.calendar == nil)
  }

  @Test("A forwarded reply, a reply inside a bounce and a calendar without UID do not count")
  func enclosed() throws {
    let inner = bare(event: "UID:u\nATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@bakker.example")
    let forwarded = """
      From: kees@bakker.example
      Content-Type: multipart/mixed; boundary=m

      --m

      Kijk eens
      --m
      Content-Type: message/rfc822

      \(inner)
      --m--
      """
    #expect(try MailText.understand(forwarded).calendar == nil)
    #expect(
      try MailText.understand(bare(event: "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c")).kind == .other
    )
  }

  @Test(
    "Broken numbers and times are as if absent",
    arguments: [
      "SEQUENCE:-1\nDTSTAMP:x", "SEQUENCE:99999999999\nDTSTAMP:20271345T256199Z", "SEQUENCE:a",
    ])
  func broken(_ lines: String) throws {
    let event = "UID:u\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\n\(lines)"
    let calendar = try MailText.understand(bare(event: event)).calendar
    #expect(calendar?.sequence == 0)
    #expect(calendar?.dtstamp == nil)
  }

  @Test(
    "A calendar in another charset, or with a mark of its byte order, is read",
    arguments: [
      ("utf-8", "utf-8"), ("utf-16", "utf-16le"), ("utf-16", "utf-16be"), ("utf-16", "marked le"),
      ("utf-16", "marked be"), ("UTF-16LE", "utf-16le"), ("utf-8", "marked le"),
      ("windows-1252", "windows-1252"), ("iso-8859-1", "windows-1252"), ("utf-8", "marked"),
      ("us-ascii", "windows-1252"),
    ])
  func charset(_ label: String, _ encoding: String) throws {
    let object = """
      BEGIN:VCALENDAR
      METHOD:REPLY
      BEGIN:VEVENT
      UID:u@v.example
      ATTENDEE;PARTSTAT=DECLINED;CN=Zoë:mailto:zoe@bakker.example
      COMMENT:Héél jammer
      END:VEVENT
      END:VCALENDAR
      """.replacing("\n", with: "\r\n")
    let big = object.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let little = object.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let bytes: [UInt8] =
      switch encoding {
      case "utf-16le": little
      case "utf-16be": big
      case "marked le": [0xFF, 0xFE] + little
      case "marked be": [0xFE, 0xFF] + big
      case "marked": [0xEF, 0xBB, 0xBF] + Array(object.utf8)
      case "windows-1252": object.unicodeScalars.map { UInt8($0.value) }
      default: Array(object.utf8)
      }
    let mail = """
      From: zoe@bakker.example
      Content-Type: text/calendar; charset="\(label)"; method=REPLY
      Content-Transfer-Encoding: base64

      \(Self.base64(bytes))
      """
    let understood = try MailText.understand(mail)
    #expect(understood.choice == .no)
    #expect(understood.calendar?.uid == "u@v.example")
    #expect(understood.calendar?.comment == "Héél jammer")
    #expect(understood.hasMoreWords)
  }

  @Test("An attachment is a calendar by its name, whatever its type")
  func named() throws {
    let mail = """
      From: anna@bakker.example
      Content-Type: multipart/mixed; boundary=m

      --m

      zie bijlage
      --m
      Content-Type: application/x-whatever; name="invite.ics"

      BEGIN:VCALENDAR
      METHOD:REPLY
      BEGIN:VEVENT
      UID:u
      ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@bakker.example
      COMMENT:Leuk\\, tot dan!
      END:VEVENT
      END:VCALENDAR
      --m--
      """
    let understood = try MailText.understand(mail)
    #expect(understood.choice == .yes)
    #expect(!understood.hasMoreWords)
  }

  private static func base64(_ text: String) -> String { base64(MailText.bytes(text)) }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var encoded = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = Array(bytes[start..<min(start + 3, bytes.count)])
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for index in 0..<4 {
        encoded.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
      }
      if start % 57 == 54 { encoded += "\n" }
    }
    return encoded
  }
}
