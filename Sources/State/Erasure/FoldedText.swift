import Domain

/// Text in which all spellings of a word are the same bytes: lower case and composed.
enum FoldedText {
  /// What the bytes may say, by what they may be written in: UTF-8, Latin-1, or two bytes a letter.
  static func foldings(_ bytes: [UInt8]) -> [[UInt8]] {
    var bytes = bytes
    if bytes.contains(0) { bytes.removeAll { $0 == 0 } }
    if bytes.allSatisfy({ $0 < 0x80 }) { return [lowered(bytes)] }
    if let text = String(validating: bytes, as: UTF8.self) { return [folded(text)] }
    let western = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    return [folded(String(decoding: bytes, as: UTF8.self)), folded(western)]
  }

  /// As many bytes as before.
  static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
  }

  private static func folded(_ text: String) -> [UInt8] {
    Array(text.composed.lowercased().composed.utf8)
  }
}
