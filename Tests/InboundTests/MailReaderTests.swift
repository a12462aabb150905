import Inbound
import Testing

@Suite struct MailReaderTests {
  @Test("A mail beyond the limit, or none at all, is refused")
  func refused() {
    #expect(throws: MailDefect.self) { try MailReader.understand([]) }
    let large = [UInt8](repeating: UInt8(ascii: "a"), count: MailLimits.bytes + 1)
    #expect(throws: MailDefect.self) { try MailReader.understand(large) }
  }
}
