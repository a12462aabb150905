/// Refuses what would make the parser's recursion deep: a key of very many dotted parts.
///
/// Nested values are bounded by the parser itself; a dotted key makes one table per part, and the
/// tables are freed by recursion.
enum TOMLGuard {
  static let mostParts = 24
  /// Longer quoted parts are not looked at: a file has room for few of them.
  private static let longestPart = 500

  static func check(_ bytes: [UInt8]) throws(TOMLParser.Failure) {
    var line = 1
    var lineStart = 0
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") {
        line += 1
        lineStart = index + 1
      }
      guard let end = partEnd(bytes, index) else {
        index += 1
        continue
      }
      let start = index
      var parts = 1
      index = end
      while let next = nextPart(bytes, index) {
        parts += 1
        index = next
      }
      guard parts <= mostParts else {
        throw TOMLParser.Failure(
          text: "a key of more than \(mostParts) parts",
          place: SourcePlace(line: line, column: start - lineStart + 1))
      }
    }
  }

  /// The end of a bare or quoted key that begins at `index`.
  private static func partEnd(_ bytes: [UInt8], _ index: Int) -> Int? {
    let quote = bytes[index]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      var end = index + 1
      let limit = min(bytes.count, index + longestPart)
      while end < limit, bytes[end] != quote, bytes[end] != UInt8(ascii: "\n") {
        end += bytes[end] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
      }
      // An unclosed quote ends where it began, so that what follows is looked at too.
      return end < limit && bytes[end] == quote ? end + 1 : nil
    }
    var end = index
    while end < bytes.count, isBare(bytes[end]) { end += 1 }
    return end > index ? end : nil
  }

  private static func nextPart(_ bytes: [UInt8], _ index: Int) -> Int? {
    guard let dot = skipBlanks(bytes, index), bytes[dot] == UInt8(ascii: "."),
      let part = skipBlanks(bytes, dot + 1)
    else { return nil }
    return partEnd(bytes, part)
  }

  private static func skipBlanks(_ bytes: [UInt8], _ index: Int) -> Int? {
    var index = index
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return index < bytes.count ? index : nil
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: byte >= 0x80
    }
  }
}
