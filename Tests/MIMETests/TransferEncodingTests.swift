import MIME
import Testing

@Suite struct TransferEncodingTests {
  private static func decode(_ text: String, _ encoding: TransferEncoding) -> String {
    encoding.decode(Array(text.utf8)[...]).text
  }

  @Test(arguments: [
    ("a=3Db", "a=b"), ("a=\r\nb", "ab"), ("a=  \r\nb", "ab"), ("a=", "a"), ("a=X", "a=X"),
    ("a=3", "a=3"), ("=C3=A9", "é"), ("=c3=a9", "é"), ("a\r\nb", "a\r\nb"), ("a=\nb", "ab"),
    ("a_b", "a_b"),
  ])
  func `quoted-printable is undone`(encoded: String, plain: String) {
    #expect(Self.decode(encoded, .quotedPrintable) == plain)
  }

  /// RFC 2045 6.7, rule 3.
  @Test(arguments: [
    ("a \r\nb", "a\r\nb"), ("a \t\nb", "a\nb"), ("a ", "a"), (" \r\n \r\n", "\r\n\r\n"),
    (" a  b", " a  b"), ("a=20\r\nb", "a \r\nb"), ("a \rb", "a \rb"), ("a =\r\nb", "a b"),
  ])
  func `white space that a server put at the end of a line goes`(encoded: String, plain: String) {
    #expect(Self.decode(encoded, .quotedPrintable) == plain)
  }

  @Test func `quoted-printable gives the bytes back, with CRLF and a line end last`() {
    var random = Random(seed: 2)
    for _ in 0..<1000 {
      let bytes = random.bytes(300)
      var encoded: [UInt8] = []
      QuotedPrintable.encode(bytes, into: &encoded)
      var expected = TransferEncoding.canonical(bytes)
      if let last = expected.last, last != 0x0a { expected += [0x0d, 0x0a] }
      #expect(QuotedPrintable.decode(encoded[...]) == expected, "\(bytes)")
      for line in encoded.split(separator: 0x0a, omittingEmptySubsequences: false) {
        #expect(line.count <= 77 && line.first != 0x2e && !line.starts(with: "From ".utf8))
        #expect(line.dropLast().last != 0x20)
        #expect(line.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0d })
      }
    }
  }

  @Test func `a text comes back from whatever encoding is best for it`() {
    var random = Random(seed: 3)
    var seen: Set<TransferEncoding> = []
    for round in 0..<1000 {
      let lines = (0..<5).map { _ in
        let line = random.text(90)
        return round % 2 == 0 ? line : line.filter { $0.isASCII }
      }
      let text = Array(lines.joined(separator: "\n").utf8)
      let encoding = TransferEncoding.best(for: text)
      seen.insert(encoding)
      var body: [UInt8] = []
      encoding.append(text, to: &body)
      let expected = TransferEncoding.canonical(text)
      let decoded = encoding.decode(body[...])
      #expect(decoded == expected || decoded == expected + [0x0d, 0x0a])
      #expect(body.allSatisfy { $0 < 0x80 })
    }
    #expect(seen.count == 3)
  }

  @Test(arguments: [
    ("base64", TransferEncoding.base64), ("BASE64", .base64), (" base64 ", .base64),
    ("Quoted-Printable (made by a robot)", .quotedPrintable), ("base64;", .base64),
    ("base64(x)", .base64), ("8bit", .sevenBit), ("binary", .sevenBit), ("x-uuencode", .sevenBit),
    ("", .sevenBit), ("base 64", .sevenBit),
  ])
  func `the field is one token in any case`(field: String, encoding: TransferEncoding) {
    #expect(TransferEncoding(field: Array(field.utf8)[...]) == encoding)
  }

  @Test func `random bytes are decoded by all without growing, and as far as is asked`() {
    var random = Random(seed: 4)
    for _ in 0..<1000 {
      let bytes = random.bytes(200)
      let most = random.below(100)
      for encoding in [TransferEncoding.sevenBit, .quotedPrintable, .base64] {
        let whole = encoding.decode(bytes[...])
        #expect(whole.count <= bytes.count)
        #expect(encoding.decode(bytes[...], most: most) == Array(whole.prefix(most)))
      }
    }
  }
}
