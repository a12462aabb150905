extension EncodedWord {
  /// A field's value with its encoded-words read, in UTF-8. White space between two of them goes
  /// (RFC 2047 6.2); what is none stays as it is.
  package static func decode(_ value: Bytes) -> [UInt8] {
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
      if !(afterWord && between.allSatisfy(\.isWhite)) { decoded += Charset.unknown.utf8(between) }
      decoded += word.text
      index = word.end
      plainStart = index
      afterWord = true
    }
    return decoded + Charset.unknown.utf8(value[plainStart...])
  }

  /// `=?charset[*language]?B|Q?text?=` that begins at `start` (RFC 2047 2, RFC 2231 5). White space
  /// within is forbidden there, "=?utf-8?q?some text?=" is ordinary text.
  private static func read(_ value: Bytes, _ start: Int) -> (text: [UInt8], end: Int)? {
    let mark = UInt8(ascii: "?")
    let window = value[start + 2..<min(value.endIndex, start + MIMELimits.wordBytes)]
      .prefix { !$0.isWhite }
    guard let charsetEnd = window.firstIndex(of: mark), charsetEnd + 2 < window.endIndex,
      window[charsetEnd + 2] == mark
    else { return nil }
    let textStart = charsetEnd + 3
    guard let end = window[textStart...].firstIndex(of: mark), end + 1 < window.endIndex,
      window[end + 1] == UInt8(ascii: "=")
    else { return nil }
    let charset = window[..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
    let bytes: [UInt8]
    switch window[charsetEnd + 1].lowered {
    case UInt8(ascii: "b"): bytes = Base64.decode(window[textStart..<end])
    case UInt8(ascii: "q"): bytes = QuotedPrintable.decodeWord(window[textStart..<end])
    default: return nil
    }
    return (Charset(label: charset).utf8(bytes[...]), end + 2)
  }
}
