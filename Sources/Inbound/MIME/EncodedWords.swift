/// Encoded-words in header fields (RFC 2047) → UTF-8.
enum EncodedWords {
  /// White space between two encoded-words goes (section 6.2); what is none stays as it is.
  static func decode(_ value: Bytes) -> [UInt8] {
    var decoded: [UInt8] = []
    var index = value.startIndex
    var plainStart = index
    var afterWord = false
    while index + 1 < value.endIndex {
      guard value[index] == UInt8(ascii: "="), value[index + 1] == UInt8(ascii: "?"),
        let word = read(value, index)
      else {
        index += 1
        continue
      }
      let between = value[plainStart..<index]
      if !(afterWord && between.allSatisfy(\.isWhite)) { decoded += Charset.utf8(between, "") }
      decoded += word.text
      index = word.end
      plainStart = index
      afterWord = true
    }
    return decoded + Charset.utf8(value[plainStart...], "")
  }

  /// `=?charset[*language]?B|Q?text?=` that begins at `start`.
  private static func read(_ value: Bytes, _ start: Int) -> (text: [UInt8], end: Int)? {
    let mark = UInt8(ascii: "?")
    let window = value[start + 2..<min(value.endIndex, start + 400)]
    guard let charsetEnd = window.firstIndex(of: mark), charsetEnd + 2 < window.endIndex,
      window[charsetEnd + 2] == mark
    else { return nil }
    let textStart = charsetEnd + 3
    var end = textStart
    while end + 1 < window.endIndex, !(window[end] == mark && window[end + 1] == UInt8(ascii: "="))
    {
      end += 1
    }
    guard end + 1 < window.endIndex else { return nil }
    let charset = window[window.startIndex..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
    let raw = window[textStart..<end]
    let bytes: [UInt8]
    switch window[charsetEnd + 1].lowered {
    case UInt8(ascii: "b"): bytes = TransferDecoding.base64(raw, MailLimits.fieldBytes)
    case UInt8(ascii: "q"):
      let spaced = raw.map { $0 == UInt8(ascii: "_") ? .space : $0 }
      bytes = TransferDecoding.quotedPrintable(spaced[...], MailLimits.fieldBytes)
    default: return nil
    }
    return (Charset.utf8(bytes[...], charset.lowered.text), end + 2)
  }
}
