/// JSON strings: from text to escaped bytes and back (RFC 8259 section 7).
enum JSONText {
  /// Appends `text` in quotes.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { appendEscaped($0, to: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var plainStart = 0
    var index = 0
    while index < text.count {
      let length = escapedLength(text, at: index)
      if length > 0 {
        bytes.append(contentsOf: text[plainStart..<index])
        escape(text[index], last: text[index + length - 1], to: &bytes)
        plainStart = index + length
      }
      index += max(length, 1)
    }
    bytes.append(contentsOf: text[plainStart...])
  }

  /// The number of bytes at `index` that must be written as an escape; 0 for plain text.
  private static func escapedLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    switch text[index] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): return 1
    case 0xE2:
      // U+2028 is E2 80 A8 and U+2029 is E2 80 A9; a String never ends inside a sequence.
      return text[index + 1] == 0x80 && text[index + 2] & 0xFE == 0xA8 ? 3 : 0
    default: return 0
    }
  }

  private static func escape(_ first: UInt8, last: UInt8, to bytes: inout [UInt8]) {
    switch first {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5C, first])
    case 0x08: bytes.append(contentsOf: #"\b"#.utf8)
    case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
    case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
    case 0x0C: bytes.append(contentsOf: #"\f"#.utf8)
    case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
    case 0xE2: bytes.append(contentsOf: (last == 0xA8 ? #"\u2028"# : #"\u2029"#).utf8)
    default:
      bytes.append(contentsOf: (first < 0x10 ? #"\u000"# : #"\u001"#).utf8)
      bytes.append(UInt8(ascii: "0123456789abcdef", at: Int(first & 0x0F)))
    }
  }

  /// The text between the quotes. `escaped` must have passed the scanner.
  static func decode(_ escaped: UnsafeRawBufferPointer) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(escaped.count)
    var index = 0
    while index < escaped.count {
      guard escaped[index] == UInt8(ascii: "\\") else {
        bytes.append(escaped[index])
        index += 1
        continue
      }
      index = appendUnescaped(escaped, at: index, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Decodes the escape that starts at `index`; returns the index after it.
  private static func appendUnescaped(
    _ escaped: UnsafeRawBufferPointer, at index: Int, to bytes: inout [UInt8]
  ) -> Int {
    switch escaped[index + 1] {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "u"):
      var scalar = hex4(escaped, at: index + 2)
      var end = index + 6
      if scalar & 0xFC00 == 0xD800 {
        scalar = 0x10000 + (scalar & 0x3FF) << 10 + (hex4(escaped, at: index + 8) & 0x3FF)
        end = index + 12
      }
      let character = Unicode.Scalar(scalar) ?? "\u{FFFD}"
      bytes.append(contentsOf: UTF8.encode(character) ?? UTF8.encodedReplacementCharacter)
      return end
    case let literal: bytes.append(literal)
    }
    return index + 2
  }

  /// The value of four hexadecimal digits, which the scanner has seen.
  static func hex4(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt32 {
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      value = value << 4 | UInt32(hexDigit(byte) ?? 0)
    }
    return value
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension UInt8 {
  fileprivate init(ascii text: StaticString, at index: Int) {
    self = text.utf8Start[index]
  }
}
