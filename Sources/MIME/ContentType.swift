/// A value with parameters: Content-Type, Content-Disposition (RFC 2045 section 5.1, RFC 2231).
package struct ContentType: Sendable {
  /// In lower case: `text/plain`.
  package let value: String
  private var parameters: [(name: String, value: [UInt8])] = []

  /// What a part without a Content-Type is.
  static let plain = ContentType(value: "text/plain")

  init(value: String) { self.value = value }

  /// - Parameter field: the field's value, unfolded.
  package init(_ field: Bytes) {
    var index = field.startIndex
    while index < field.endIndex, field[index] != Self.semicolon { index += 1 }
    value = Self.withoutComment(field[..<index]).filter { !$0.isWhite }.lowered.text
    while index < field.endIndex, parameters.count < MIMELimits.parameters {
      index += 1
      let nameStart = index
      while index < field.endIndex, field[index] != Self.equal, field[index] != Self.semicolon {
        index += 1
      }
      guard index < field.endIndex, field[index] == Self.equal else { continue }
      let name = field[nameStart..<index].trimmed.lowered.text
      index += 1
      parameters.append((name, Self.readValue(field, &index)))
    }
  }

  /// A parameter in UTF-8, its name in lower case. One that says its charset counts before a plain
  /// one of that name (as RFC 6266 4.3 has it), and a plain one before pieces.
  package subscript(name: String) -> [UInt8]? {
    if let extended = value(of: name + "*") {
      let (charset, text) = Self.extended(extended)
      return charset.utf8(Self.percentDecoded(text)[...])
    }
    return value(of: name) ?? joined(name)
  }

  private func value(of name: String) -> [UInt8]? {
    parameters.first { $0.name == name }?.value
  }

  /// Put together from its pieces, whatever their order (RFC 2231 sections 3 and 4.1): the first
  /// one's charset is that of all, and a character may stand in two of them.
  private func joined(_ name: String) -> [UInt8]? {
    var charset = Charset.utf8
    var bytes: [UInt8] = []
    var number = 0
    while number < MIMELimits.parameters {
      if let plain = value(of: "\(name)*\(number)") {
        bytes += plain
      } else if let piece = value(of: "\(name)*\(number)*") {
        var text = piece[...]
        if number == 0 { (charset, text) = Self.extended(piece) }
        bytes += Self.percentDecoded(text)
      } else {
        break
      }
      number += 1
    }
    return number == 0 ? nil : charset.utf8(bytes[...])
  }

  private static let semicolon = UInt8(ascii: ";")
  private static let equal = UInt8(ascii: "=")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// Reads a token or quoted string and stops at the semicolon behind it.
  private static func readValue(_ field: Bytes, _ index: inout Int) -> [UInt8] {
    var value: [UInt8] = []
    while index < field.endIndex, field[index].isWhite { index += 1 }
    guard index < field.endIndex, field[index] == quote else {
      let start = index
      while index < field.endIndex, field[index] != semicolon { index += 1 }
      return Array(withoutComment(field[start..<index]))
    }
    index += 1
    while index < field.endIndex, field[index] != quote {
      if field[index] == backslash, index + 1 < field.endIndex { index += 1 }
      value.append(field[index])
      index += 1
    }
    while index < field.endIndex, field[index] != semicolon { index += 1 }
    return value
  }

  /// A token without the comment behind it: `us-ascii (Plain text)` is RFC 2045's own example. What
  /// only has brackets, such as `Report (1).pdf` without the quotes that it needs, stays whole.
  private static func withoutComment(_ token: Bytes) -> Bytes {
    let token = token.trimmed
    guard token.last == UInt8(ascii: ")"), let open = token.firstIndex(of: UInt8(ascii: "(")),
      open > token.startIndex, token[open - 1].isWhite
    else { return token }
    return token[..<open].trimmed
  }

  /// `charset'language'text` (RFC 2231 section 4).
  private static func extended(_ value: [UInt8]) -> (Charset, Bytes) {
    let pieces = value.split(
      separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3 else { return (.utf8, value[...]) }
    return (Charset(label: pieces[0]), pieces[2])
  }

  private static func percentDecoded(_ text: Bytes) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
        let high = text[index + 1].hexValue, let low = text[index + 2].hexValue
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }
}
