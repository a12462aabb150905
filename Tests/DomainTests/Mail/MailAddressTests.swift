import Domain
import Testing

@Suite("Mail addresses") struct MailAddressTests {
  @Test(arguments: [
    ("anna@partner.example", "anna@partner.example", "anna@partner.example"),
    ("  anna@partner.example\t", "anna@partner.example", "anna@partner.example"),
    ("Anna.Bakker@Partner.EXAMPLE", "Anna.Bakker@partner.example", "anna.bakker@partner.example"),
    ("A-1.b_2@X-1.y2.Nl3", "A-1.b_2@x-1.y2.nl3", "a-1.b_2@x-1.y2.nl3"),
    ("o'neill+mvo=1@x.nl", "o'neill+mvo=1@x.nl", "o'neill+mvo=1@x.nl"),
    ("anna@bücher.example", "anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
    ("anna@BÜCHER。example", "anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
    ("anna@bu\u{308}cher.example", "anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
    ("anna@faß.example", "anna@xn--fa-hia.example", "anna@xn--fa-hia.example"),
    ("info@почта.рф", "info@xn--80a1acny.xn--p1ai", "info@xn--80a1acny.xn--p1ai"),
    ("Jose\u{301}@x.nl", "José@x.nl", "josé@x.nl"),
    (#""anna"@x.nl"#, "anna@x.nl", "anna@x.nl"),
    (#""anna b"@x.nl"#, #""anna b"@x.nl"#, #""anna b"@x.nl"#),
    (#""a@b"@x.nl"#, #""a@b"@x.nl"#, #""a@b"@x.nl"#),
    ("root@localhost", "root@localhost", "root@localhost"),
  ])
  func `a good address has one wire form and one normalised form`(
    written: String, wire: String, normalized: String
  ) throws {
    let address = try MailAddress(written)
    #expect(address.text.utf8.elementsEqual(wire.utf8))
    #expect(address.normalized.utf8.elementsEqual(normalized.utf8))
    #expect("\(address.local)@\(address.domain)" == wire)
  }

  @Test(arguments: [
    "", "anna", #""a\"b"@x.nl"#, "@x.nl", "anna@", "anna@@x.nl", "anna@x", "anna@x..nl",
    "anna@.x.nl", "anna@x.nl.",
    "anna@-x.nl", "anna@x-.nl", "anna@x_y.nl", "anna@127.0.0.1", "a@x.1", "anna@[127.0.0.1]",
    ".a@x.nl",
    "a.@x.nl", "a..b@x.nl", "a b@x.nl", "a,b@x.nl", "a;b@x.nl", "a:b@x.nl", "a(b)@x.nl",
    "Anna <anna@x.nl>", "<anna@x.nl>", "anna@x.nl>", "anna@x.nl> RET=HDRS", #""anna@x.nl"#,
    #""an"na"@x.nl"#, #""anna\"@x.nl"#, #""a<b>"@x.nl"#, "anna@x\u{200B}y.nl", "an\u{200B}na@x.nl",
    "anna@ x.nl", "anna@x.nl\u{2028}", "anna@☃.example", "anna@\u{301}x.nl", "anna\u{A0}@x.nl",
  ])
  func `a bad address is refused with its text and a reason`(written: String) throws {
    let problem = #expect(throws: AddressProblem.self) { try MailAddress(written) }
    #expect(problem?.description.hasPrefix("\"") == true)
  }

  @Test(arguments: [
    "anna@x.nl\r\nRCPT TO:<evil@x.nl>", "anna@x.nl\r\n", "\r\nanna@x.nl", "an\rna@x.nl",
    "an\nna@x.nl", "an\0na@x.nl", "anna@x\0.nl", "\"an\r\nna\"@x.nl", "\"an\u{7F}na\"@x.nl",
    "an\u{85}na@x.nl", "anna@x.nl\u{1B}[2J", "\u{202E}anna@x.nl",
  ])
  func `no address holds a control character, and no message about it either`(
    written: String
  ) throws {
    let problem = try #require(
      #expect(throws: AddressProblem.self) { try MailAddress(written) })
    let clean = problem.description.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
    }
    #expect(clean)
  }

  @Test func `sizes are those of RFC 5321`() throws {
    let label = String(repeating: "d", count: 63)
    _ = try MailAddress(String(repeating: "a", count: 64) + "@x.nl")
    _ = try MailAddress("a@\(label).nl")
    _ = try MailAddress("a@\(label).\(label).\(label).nl")
    for long in [
      String(repeating: "a", count: 65) + "@x.nl", String(repeating: "é", count: 33) + "@x.nl",
      "a@\(label)d.nl", "a@\(label).\(label).\(label).\(label).nl",
      String(repeating: "a", count: 64) + "@\(label).\(label).\(label).nl",
    ] {
      #expect(throws: AddressProblem.self) { try MailAddress(long) }
    }
  }

  @Test func `only a local part outside ASCII needs SMTPUTF8`() throws {
    #expect(try MailAddress("josé@x.nl").needsUTF8)
    #expect(try !MailAddress("jose@bücher.example").needsUTF8)
  }
}
