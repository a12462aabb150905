import MailCatcher
import Testing

@Suite("The end of a message") struct DotDecoderTests {
  @Test(arguments: [
    ("a\r\n.\r\n", "a\r\n"), (".\r\n", ""), ("..\r\n.\r\n", ".\r\n"), ("..a\r\n.\r\n", ".a\r\n"),
    ("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n"), ("a\r.\r\n.\r\n", "a\r.\r\n"), ("a.\r\n.\r\n", "a.\r\n"),
    ("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n"), ("\r\n\r\n.\r\n", "\r\n\r\n"),
    ("a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n"), ("a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n"),
  ])
  func `only CRLF dot CRLF ends it, however the bytes arrive`(wire: String, message: String) {
    let bytes = Array((wire + "QUIT").utf8)
    for cut in 0...bytes.count {
      var decoder = DotDecoder()
      var (count, isFinished) = decoder.take(bytes[..<cut])
      if !isFinished {
        let rest = decoder.take(bytes[cut...])
        (count, isFinished) = (count + rest.count, rest.isFinished)
      }
      #expect(isFinished && count == bytes.count - 4)
      #expect(decoder.message == Array(message.utf8))
    }
  }
}
