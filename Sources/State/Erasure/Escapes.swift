import Domain

/// Text as it reads without one layer of escapes of any kind: `\u0040` of JSON, `%40` of URLs,
/// `&#64;` of HTML, `=40`, a line's soft end and encoded words (RFC 2047) of mail. For a search:
/// what only looks like an escape is taken for one, and the text as it stood is searched as well.
enum Escapes {
  /// Nil when there are none.
  static func removed(from text: [UInt8]) -> [UInt8]? {
    guard text.contains(where: { $0 == 0x3D || $0 == 0x25 || $0 == 0x26 || $0 == 0x5C }) else {
      return nil
    }
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    var index = 0
    var isChanged = false
    while index < text.count {
      let rest = text[index...]
      if let (piece, end) = escape(rest) {
        plain += piece
        index = end
        isChanged = true
      } else {
        plain.append(text[index])
        index += 1
      }
    }
    return isChanged ? plain : nil
  }

  /// What an escape at the beginning stands for, and where it ends.
  private static func escape(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    switch text[text.startIndex] {
    case UInt8(ascii: "="): encodedWord(text) ?? softEnd(text) ?? hex(text)
    case UInt8(ascii: "%"): hex(text)
    case UInt8(ascii: "&"): entity(text)
    case UInt8(ascii: "\\"): backslash(text)
    default: nil
    }
  }

  /// `=40` and `%40`
  private static func hex(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    let digits = text.dropFirst().prefix(2)
    guard digits.count == 2, let value = number(digits, radix: 16) else { return nil }
    return ([UInt8(value)], digits.endIndex)
  }

  private static func softEnd(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    let rest = text.dropFirst().drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    return rest.first == 0x0A ? ([], rest.startIndex + 1) : nil
  }

  private static func backslash(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    let rest = text.dropFirst()
    guard let letter = rest.first else { return nil }
    switch letter {
    case UInt8(ascii: "u"):
      let digits = rest.dropFirst().prefix(4)
      guard digits.count == 4, let value = number(digits, radix: 16) else { return nil }
      return (utf8(value), digits.endIndex)
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return ([letter == UInt8(ascii: "n") ? 0x0A : 0x20], rest.startIndex + 1)
    default: return ([letter], rest.startIndex + 1)
    }
  }

  private static let names: [String: UInt8] = [
    "commat": 0x40, "period": 0x2E, "lowbar": 0x5F, "hyphen": 0x2D, "dash": 0x2D, "plus": 0x2B,
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "colon": 0x3A, "equals": 0x3D,
  ]

  private static func entity(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    let body = text.dropFirst()
    if body.first == UInt8(ascii: "#") {
      let isHex = body.dropFirst().first.map { $0 | 0x20 == 0x78 } ?? false
      let digits = body.dropFirst(isHex ? 2 : 1).prefix(7).prefix {
        isHex ? Unicode.Scalar($0).properties.isASCIIHexDigit : (0x30...0x39).contains($0)
      }
      guard let value = number(digits, radix: isHex ? 16 : 10) else { return nil }
      let isEnded = text.endIndex > digits.endIndex && text[digits.endIndex] == UInt8(ascii: ";")
      return (utf8(value), digits.endIndex + (isEnded ? 1 : 0))
    }
    let name = body.prefix(8).prefix { (0x61...0x7A).contains($0 | 0x20) }
    guard let byte = names[String(decoding: name, as: UTF8.self).lowercased()] else { return nil }
    let isEnded = text.endIndex > name.endIndex && text[name.endIndex] == UInt8(ascii: ";")
    return isEnded ? ([byte], name.endIndex + 1) : nil
  }

  /// `=?charset?B?text?=`, with the white space between it and the next one.
  private static func encodedWord(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    let question = UInt8(ascii: "?")
    var parts = text.dropFirst().prefix(400)
    guard parts.first == question else { return nil }
    parts = parts.dropFirst()
    guard let charsetEnd = parts.firstIndex(of: question) else { return nil }
    let encoding = parts[(charsetEnd + 1)...]
    guard let letter = encoding.first, encoding.dropFirst().first == question else { return nil }
    let body = encoding.dropFirst(2)
    guard let end = body.firstIndex(of: question), end + 1 < body.endIndex,
      body[end + 1] == UInt8(ascii: "=")
    else { return nil }
    let decoded: [UInt8]
    switch letter | 0x20 {
    case UInt8(ascii: "b"): decoded = Base64Runs.decode(body[..<end])
    case UInt8(ascii: "q"): decoded = quoted(body[..<end])
    default: return nil
    }
    let space = text[(end + 2)...].prefix(200).drop { $0 <= 0x20 }
    let isFollowed = space.starts(with: [UInt8(ascii: "="), question])
    return (decoded, isFollowed ? space.startIndex : end + 2)
  }

  private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "="), let (piece, end) = hex(text[index...]) {
        plain += piece
        index = end
      } else {
        plain.append(text[index] == UInt8(ascii: "_") ? 0x20 : text[index])
        index += 1
      }
    }
    return plain
  }

  private static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> Int? {
    // A sign is no digit here.
    guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self), radix: radix)
  }

  private static func utf8(_ value: Int) -> [UInt8] {
    let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
    return Array(String(Character(scalar)).utf8)
  }
}
