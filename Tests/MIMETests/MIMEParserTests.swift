import MIME
import Testing

/// The one parser of mail that strangers write.
@Suite struct MIMEParserTests {
  static let invitation = """
    Subject: =?UTF-8?Q?Caf=C3=A9_en_?=
     =?utf-8?B?ZGlsZW1tYeKAmXM=?= bij ons
    Content-Type: multipart/mixed; boundary="b;1"

    preamble
    --b;1
    Content-Type: multipart/alternative; boundary=b2

    --b2
    Content-Type: text/plain; charset=UTF-8
    Content-Transfer-Encoding: quoted-printable

    Kom je? caf=C3=A9 en een heel lange re=
    gel
    --b2
    Content-Type: text/html; charset="utf-8"
    Content-Transfer-Encoding: base64

    PHA+S29tIGplPzwvcD4=
    --b2
    Content-Type: text/calendar; method=REQUEST

    BEGIN:VCALENDAR
    --b2--
    --b;1
    Content-Type: application/ics; name="a.ics"

    BEGIN:VCALENDAR
    --b;1--
    epilogue

    """

  @Test func `all parts of an invitation are found`() throws {
    let mail = try MailSource.message(Self.invitation)
    #expect(mail.header.text("subject") == "Café en dilemma’s bij ons")
    #expect(
      mail.leaves.map(\.type.value)
        == ["text/plain", "text/html", "text/calendar", "application/ics"])
    #expect(mail.text(mail.leaves[0]).text == "Kom je? café en een heel lange regel")
    #expect(mail.text(mail.leaves[1]).text == "<p>Kom je?</p>")
    #expect(mail.leaves[2].type["method"]?.text == "REQUEST")
    #expect(mail.leaves[3].fileName == "a.ics")
    #expect(mail.content(mail.leaves[3], most: 5).text == "BEGIN")
  }

  @Test func `a mail cut off anywhere can still be looked at`() throws {
    let bytes = MailSource.bytes(Self.invitation)
    for end in 0...bytes.count {
      let mail = try MIMEParser.parse(Array(bytes[..<end]))
      #expect(!mail.leaves.isEmpty && mail.leaves.count <= 5)
      _ = mail.leaves.map { mail.text($0) }
    }
  }

  @Test func `a message within is apart from the mail that holds it`() throws {
    let mail = try MailSource.message(
      """
      Content-Type: multipart/mixed; boundary=b

      --b

      outer
      --b
      Content-Type: message/rfc822

      Subject: inner
      Content-Type: multipart/alternative; boundary=c

      --c
      Content-Type: text/html

      <p>
      --b--
      """)
    #expect(mail.leaves.map { mail.text($0).text } == ["outer"])
    #expect(mail.parts.map(\.isEnclosed) == [false, false, false, true, true])
    #expect(mail.parts[3].header.text("subject") == "inner")
    #expect(mail.text(mail.parts[4]).text == "<p>")
  }

  @Test(arguments: [
    // The line end before a delimiter belongs to it, blanks behind it do not count (RFC 2046
    // 5.1.1).
    ("--b\n\none\n\n--b \t\n\ntwo\n--b--\nepilogue", ["one\r\n", "two"]),
    // A delimiter that only begins like one, and one of a multipart that is over.
    ("--b\n\n--bb\n-- b\n--b--x\n--b\n\nafter", ["--bb\r\n-- b"]),
    // Without an end, and with nothing.
    ("--b\n\none", ["one"]), ("--b\n\n--b\n\n--b--", ["", ""]), ("--b\n--b--", [""]),
    ("none", ["none"]),
    // A part without a header at all.
    ("--b\njust words\n--b--", ["just words"]),
  ])
  func `delimiters part a body`(body: String, parts: [String]) throws {
    let mail = try MailSource.message("Content-Type: multipart/mixed; boundary=b\n\n" + body)
    #expect(mail.leaves.map { mail.text($0).text } == parts)
  }

  @Test func `parts of a digest are messages unless they say otherwise`() throws {
    let mail = try MailSource.message(
      "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ny\n--b--\n")
    #expect(mail.parts.map(\.type.value) == ["multipart/digest", "message/rfc822", "text/plain"])
    #expect(mail.parts[2].header.text("subject") == "x")
  }

  @Test func `a message that is encoded stays closed, against RFC 2046 5 2 1 and without harm`()
    throws
  {
    let mail = try MailSource.message(
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: Base64\n\nU3ViamVjdDogeA0K")
    #expect(mail.parts.count == 1)
    #expect(mail.content(mail.parts[0]).text == "Subject: x\r\n")
  }

  @Test func `beyond the limits a mail is refused, or read up to there`() {
    func mail(_ text: String) -> [UInt8] { MailSource.bytes(text) }
    var deep = ""
    for level in 0..<1000 {
      deep += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
    }
    #expect(throws: MailDefect.self) { try MIMEParser.parse(mail(deep)) }
    #expect(MIMEParser.parseUpToLimits(mail(deep)).parts.count == MIMELimits.depth + 1)
    let wide =
      "Subject: wide\nContent-Type: multipart/mixed; boundary=x\n\n"
      + String(repeating: "--x\n\nhi\n", count: 10_000)
    #expect(throws: MailDefect.self) { try MIMEParser.parse(mail(wide)) }
    let read = MIMEParser.parseUpToLimits(mail(wide))
    #expect(read.parts.count == MIMELimits.parts)
    #expect(read.header.text("subject") == "wide")
    #expect(read.leaves.allSatisfy { read.text($0).text == "hi" })
    let fields = String(repeating: "A: b\n", count: 50_000)
    #expect(throws: MailDefect.self) { try MIMEParser.parse(mail(fields)) }
    #expect(MIMEParser.parseUpToLimits(mail(fields)).leaves.count == 1)
    let long = "A: " + String(repeating: "b", count: 2 * MIMELimits.fieldBytes) + "\n\n"
    let value = MIMEParser.parseUpToLimits(mail(long)).header.first("a")
    #expect((value?.count ?? .max) <= MIMELimits.fieldBytes)
  }

  @Test func `whatever the bytes are, the parser answers within its limits`() throws {
    var random = Random(seed: 9)
    let seed = MailSource.bytes(Self.invitation)
    let pieces = [
      "\r\n", "\n", "\r", "\r\n\r\n", "--b2", "--b2--", "--b;1\r\n", "Content-Type: ",
      "multipart/x; ",
      "boundary=b2", "boundary=\"\"", "message/rfc822\r\n\r\n", "multipart/digest; boundary=-\r\n",
      "Content-Transfer-Encoding: base64\r\n", "charset*0*=utf-16''%", "=?utf-8?q?", "\0", "\u{FF}",
    ].map { Array($0.utf8) }
    for _ in 0..<3000 {
      var bytes = random.below(4) == 0 ? random.bytes(300) : seed
      for _ in 0..<random.below(12) {
        let place = random.below(bytes.count + 1)
        switch random.below(3) {
        case 0: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.below(60)))
        default: bytes.insert(contentsOf: random.bytes(20), at: place)
        }
      }
      let mail = MIMEParser.parseUpToLimits(bytes)
      check(mail, bytes)
      if let strict = try? MIMEParser.parse(bytes) {
        #expect(strict.parts.count == mail.parts.count)
      }
    }
  }

  private func check(_ mail: MIMEMessage, _ bytes: [UInt8]) {
    #expect((1...MIMELimits.parts).contains(mail.parts.count))
    for part in mail.parts {
      #expect(part.body.lowerBound >= 0 && part.body.upperBound <= bytes.count)
      #expect(part.header.fields.count <= MIMELimits.fields)
      #expect(mail.content(part).count <= part.body.count)
      #expect(mail.content(part, most: 10).count <= 10)
      _ = (mail.text(part), part.fileName, part.isAttachment)
      for field in part.header.fields {
        #expect(!field.value.contains(0x0a) && field.value.count <= MIMELimits.fieldBytes)
        _ = part.header.text(field.name)
      }
    }
    // Bodies of parts without parts stand one behind the other.
    let leaves = mail.parts.filter { !$0.hasChildren }
    for (one, next) in zip(leaves, leaves.dropFirst()) {
      #expect(one.body.upperBound <= next.body.lowerBound)
    }
  }
}
