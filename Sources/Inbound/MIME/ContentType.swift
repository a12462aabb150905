/// A value with parameters: Content-Type, Content-Disposition (RFC 2045 section 5.1, RFC 2231).
struct ContentType {
  /// In lower case: `text/plain`.
  var value: String
  private var parameters: [(name: String, value: [UInt8])] = []

  static let plain = ContentType(value: "text/plain")

  init(value: String) { self.value = value }

  init(_ bytes: Bytes) {
    var index = bytes.startIndex
    while index < bytes.endIndex, bytes[index] != Self.semicolon { index += 1 }
    value = bytes[bytes.startIndex..<index].filter { !$0.isWhite }.lowered.text
    while index < bytes.endIndex, parameters.count < 50 {
      index += 1
      let nameStart = index
      while index < bytes.endIndex, bytes[index] != Self.equal, bytes[index] != Self.semicolon {
        index += 1
      }
      guard index < bytes.endIndex, bytes[index] == Self.equal else { continue }
      let name = bytes[nameStart..<index].trimmed.lowered.text
      index += 1
      parameters.append((name, Self.readValue(bytes, &index)))
    }
  }

  /// The parameter as it stands, or put together from its pieces (RFC 2231 section 3).
  subscript(name: String) -> [UInt8]? {
    if let whole = parameters.first(where: { $0.name == name }) { return whole.value }
    if let encoded = parameters.first(where: { $0.name == name + "*" }) {
      return Self.decode(encoded.value, hasCharset: true)
    }
    var joined: [UInt8] = []
    var number = 0
    while let piece = parameters.first(where: { $0.name.hasPrefix("\(name)*\(number)") }) {
      let isEncoded = piece.name.utf8.last == UInt8(ascii: "*")
      joined += isEncoded ? Self.decode(piece.value, hasCharset: number == 0) : piece.value
      number += 1
      if number == 50 { break }
    }
    return number == 0 ? nil : joined
  }

  private static let semicolon = UInt8(ascii: ";")
  private static let equal = UInt8(ascii: "=")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// Reads a token or quoted string and stops at the semicolon behind it.
  private static func readValue(_ bytes: Bytes, _ index: inout Int) -> [UInt8] {
    var value: [UInt8] = []
    while index < bytes.endIndex, bytes[index].isWhite { index += 1 }
    guard index < bytes.endIndex, bytes[index] == quote else {
      let start = index
      while index < bytes.endIndex, bytes[index] != semicolon { index += 1 }
      return Array(bytes[start..<index].trimmed)
    }
    index += 1
    while index < bytes.endIndex, bytes[index] != quote {
      if bytes[index] == backslash, index + 1 < bytes.endIndex { index += 1 }
      value.append(bytes[index])
      index += 1
    }
    while index < bytes.endIndex, bytes[index] != semicolon { index += 1 }
    return value
  }

  /// `charset'language'percent-encoded` → UTF-8.
  private static func decode(_ value: [UInt8], hasCharset: Bool) -> [UInt8] {
    var start = 0
    var charset = "utf-8"
    if hasCharset {
      let apostrophe = UInt8(ascii: "'")
      let pieces = value.split(
        separator: apostrophe, maxSplits: 2, omittingEmptySubsequences: false)
      if pieces.count == 3 {
        charset = pieces[0].lowered.text
        start = pieces[2].startIndex
      }
    }
    var bytes: [UInt8] = []
    var index = start
    while index < value.count {
      if value[index] == UInt8(ascii: "%"), index + 2 < value.count,
        let high = value[index + 1].hexValue, let low = value[index + 2].hexValue
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(value[index])
        index += 1
      }
    }
    return Charset.utf8(bytes[...], charset)
  }
}
