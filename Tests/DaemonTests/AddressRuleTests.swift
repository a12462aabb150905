import Domain
import SMTPClient
import Testing

/// What an address is, is one rule: what `check` takes can be sent to.
@Suite struct AddressRuleTests {
  private func isSendable(_ text: String) -> Bool? {
    guard let address = try? MailAddress(text) else { return nil }
    return EnvelopeAddress.defect(of: address.text) == nil
  }

  @Test(arguments: [#""a\"b"@x.nl"#, #""a"b"@x.nl"#, #""a\"@x.nl"#, #""<a>"@x.nl"#])
  func `a quote inside of quotes is no address`(text: String) {
    #expect(isSendable(text) == nil)
  }

  @Test func `every character that may stand before the @ can be sent`() {
    let ranges: [StrideThrough<UInt32>] = [
      stride(from: 0, through: 0x3000, by: 1), stride(from: 0x3000, through: 0x2_FFFF, by: 97),
      stride(from: 0xF8F0, through: 0x1_0100, by: 1),
      stride(from: 0xE_0000, through: 0xE_01F0, by: 1),
    ]
    var taken = 0
    for value in ranges.joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for text in ["a\(scalar)b@x.nl", "\"a\(scalar)b c\"@x.nl", "\"\\\(scalar)\"@x.nl"] {
        guard let isSendable = isSendable(text) else { continue }
        taken += 1
        #expect(isSendable, "U+\(String(value, radix: 16)) in \(text)")
      }
    }
    #expect(taken > 5_000)
  }

  @Test(arguments: [
    "\"a b\"@x.nl", "anna@localhost", "anna@bücher.example", "ünïcode@x.nl", "a.b+c@x.co.nl",
    "\"a\\\\b\"@x.nl", "\"a@b\"@x.nl",
  ])
  func `unusual addresses are taken and sent`(text: String) {
    #expect(isSendable(text) == true)
  }
}
