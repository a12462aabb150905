import MIME
import Testing

@Suite struct CharsetTests {
  @Test(
    arguments: [
      ("utf-8", [0xC3, 0xA9], "é"), ("UTF-8", [0xEF, 0xBB, 0xBF, 0x61], "a"),
      ("utf-8", [0xE9], "é"), ("", [0xE9, 0x80], "é€"), ("x-unknown", [0xC3, 0xA9], "é"),
      ("iso-8859-1", [0xC3, 0xA9], "Ã©"), ("latin1", [0x80], "€"), ("us-ascii", [0xC3, 0xA9], "é"),
      ("iso-8859-15", [0xA4, 0xA6, 0xBE, 0xA5], "€ŠŸ¥"), ("Latin-9", [0xA4], "€"),
      ("windows-1252", [0x93, 0x94, 0x85], "“”…"), ("cp1252", [0x9F], "Ÿ"),
      ("utf-16be", [0x20, 0xAC], "€"), ("utf-16le", [0xAC, 0x20], "€"),
      ("utf-16", [0xFF, 0xFE, 0xAC, 0x20], "€"), ("utf-16", [0xFE, 0xFF, 0x20, 0xAC], "€"),
      ("utf-16", [0, 0x61], "a"), ("utf-16", [0x61, 0], "a"), ("utf-16", [0x20, 0xAC], "€"),
      ("utf-16le", [0x3D, 0xD8, 0x00, 0xDE], "😀"), ("utf-16le", [0x3D, 0xD8], "\u{FFFD}"),
      ("utf-8", [0xFF, 0xFE, 0x61, 0], "a"), ("utf-16", [0x61], ""),
    ] as [(String, [UInt8], String)])
  func `text of all charsets becomes UTF-8`(label: String, bytes: [UInt8], text: String) {
    #expect(Charset(label: label.utf8).utf8(bytes[...]).text == text)
  }

  @Test
  func `whatever the bytes and the label are, the result is UTF-8 of at most three times the size`()
  {
    var random = Random(seed: 8)
    let labels = ["", "utf-8", "utf-16", "utf-16le", "utf-16be", "latin1", "latin9", "koi8-r"]
    for round in 0..<2000 {
      let bytes = random.bytes(100)
      let text = Charset(label: labels[round % labels.count].utf8).utf8(bytes[...])
      #expect(String(validating: text, as: UTF8.self) != nil)
      #expect(text.count <= 3 * bytes.count)
    }
  }
}
