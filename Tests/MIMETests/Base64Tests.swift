import MIME
import Testing

@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `the test vectors of RFC 4648 section 10`(plain: String, encoded: String) {
    #expect(Base64.text(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(Array(encoded.utf8)[...]) == Array(plain.utf8))
  }

  @Test(arguments: [
    ("YQ==", "a"), ("YWI=", "ab"), ("YW\r\nJj", "abc"), ("YQ", "a"), ("?", ""), ("Y", ""),
    (" Y W-J_j ", "abc"), ("YQ==YQ==", "a"), ("YWJjZ", "abc"),
  ])
  func `what mail makes of base64 is read`(encoded: String, plain: String) {
    #expect(Base64.decode(Array(encoded.utf8)[...]) == Array(plain.utf8))
  }

  @Test func `bytes survive, on one line, on several and in a link`() {
    var random = Random(seed: 1)
    for _ in 0..<500 {
      let bytes = random.bytes(400)
      var line: [UInt8] = []
      Base64.encode(bytes, into: &line)
      #expect(Base64.decode(line[...]) == bytes)
      #expect(line.count % 4 == 0)

      var lines: [UInt8] = []
      Base64.encodeLines(bytes, into: &lines)
      #expect(Base64.decode(lines[...]) == bytes)
      #expect(lines.split(separator: 0x0a).allSatisfy { $0.count <= 77 && $0.last == 0x0d })

      let three = Array(bytes.prefix(bytes.count / 3 * 3))
      let link = Array(Base64.encodeURL(three).utf8)
      #expect(Base64.decodeURL(link[...]) == three)
    }
  }

  @Test func `a link has one spelling`() {
    #expect(Base64.decodeURL(Array("-_-_".utf8)[...]) == [0xFB, 0xFF, 0xBF])
    for text in ["+_-_", "-/-_", "-_-", "-_-_-", "-_-=", "-_-_\n", "é-_"] {
      #expect(Base64.decodeURL(Array(text.utf8)[...]) == nil, "\(text)")
    }
  }

  @Test func `no more is decoded than is asked for`() {
    let encoded = Array(Base64.text([UInt8](0..<100)).utf8)
    for most in 0...101 {
      #expect(
        Base64.decode(encoded[...], most: most) == Array(0..<100).prefix(most).map(UInt8.init))
    }
  }
}
