import MailCatcher
import Testing

@Suite("Reading a mail") struct MIMEPartTests {
  static let invitation = """
    Subject: =?UTF-8?Q?Caf=C3=A9_en_?=\r\n =?utf-8?B?ZGlsZW1tYeKAmXM=?= bij ons\r
    Content-Type: multipart/mixed; boundary="b;1"\r
    \r
    preamble\r
    --b;1\r
    Content-Type: multipart/alternative; boundary=b2\r
    \r
    --b2\r
    Content-Type: text/plain; charset=UTF-8\r
    Content-Transfer-Encoding: quoted-printable\r
    \r
    Kom je? caf=C3=A9 en een heel lange re=\r
    gel\r
    --b2\r
    Content-Type: text/html; charset="utf-8"\r
    Content-Transfer-Encoding: base64\r
    \r
    PHA+S29tIGplPzwvcD4=\r
    --b2\r
    Content-Type: text/calendar; method=REQUEST\r
    \r
    BEGIN:VCALENDAR\r
    --b2--\r
    --b;1\r
    Content-Type: application/ics; name="a.ics"\r
    \r
    BEGIN:VCALENDAR\r
    --b;1--\r
    epilogue\r

    """

  @Test func `all parts of an invitation are found`() {
    let mail = MIMEPart(parsing: Array(Self.invitation.utf8))
    #expect(mail.header("subject") == "Café en dilemma’s bij ons")
    #expect(
      mail.leaves.map(\.type) == ["text/plain", "text/html", "text/calendar", "application/ics"])
    #expect(mail.leaves[0].text == "Kom je? café en een heel lange regel")
    #expect(mail.leaves[1].text == "<p>Kom je?</p>")
    #expect(mail.leaves[2].parameter("method", of: "Content-Type") == "REQUEST")
  }

  @Test func `a mail cut off anywhere can still be looked at`() {
    let bytes = Array(Self.invitation.utf8)
    for end in 0...bytes.count {
      let mail = MIMEPart(parsing: Array(bytes[..<end]))
      #expect(!mail.leaves.isEmpty && mail.leaves.count <= 5)
      _ = mail.leaves.map(\.text)
    }
  }

  @Test func `nesting and numbers are bounded`() {
    var deep = ""
    for level in 0..<1000 {
      deep += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n"
    }
    #expect(MIMEPart(parsing: Array(deep.utf8)).leaves.count == 1)
    let wide =
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
      + String(repeating: "--x\r\n\r\nhi\r\n", count: 10_000)
    #expect(MIMEPart(parsing: Array(wide.utf8)).leaves.count <= MIMEPart.mostParts)
    let fields = String(repeating: "A: b\r\n", count: 50_000)
    #expect(MIMEPart(parsing: Array(fields.utf8)).fields.count <= MIMEPart.mostFields)
  }

  @Test(arguments: [
    ("plain", "plain"), ("=?utf-8?q?a_b=3D?=", "a b="), ("=?iso-8859-1?Q?caf=E9?=", "café"),
    ("=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"), ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
    ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("=?utf-8?q?a", "=?utf-8?q?a"), ("=?=?=?=", "=?=?=?="),
    ("=??q?a?=", "a"), ("=?utf-8*nl?q?a?=", "a"), ("=?utf-8?q?a=ZZ?=", "a=ZZ"),
  ])
  func `encoded words are decoded, what is none stays`(encoded: String, plain: String) {
    #expect(EncodedWords.decode(encoded) == plain)
  }

  @Test(arguments: [
    ("a=3Db", "a=b"), ("a=\r\nb", "ab"), ("a=  \r\nb", "ab"), ("a=", "a"), ("a=X", "a=X"),
    ("a=3", "a=3"), ("=C3=A9", "é"), ("=c3=a9", "é"), ("a\r\nb", "a\r\nb"),
  ])
  func `quoted-printable is undone`(encoded: String, plain: String) {
    let bytes = TransferEncoding.decode(Array(encoded.utf8)[...], as: "Quoted-Printable")
    #expect(String(decoding: bytes, as: UTF8.self) == plain)
  }

  @Test(arguments: [("YQ==", "a"), ("YWI=", "ab"), ("YW\r\nJj", "abc"), ("YQ", "a"), ("?", "")])
  func `base64 is undone`(encoded: String, plain: String) {
    let bytes = TransferEncoding.decode(Array(encoded.utf8)[...], as: "base64")
    #expect(String(decoding: bytes, as: UTF8.self) == plain)
  }
}
