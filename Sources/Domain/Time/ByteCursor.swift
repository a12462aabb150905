/// Walks over the bytes of a short text; a step that does not fit leaves the place where it was.
struct ByteCursor {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ text: String) { bytes = Array(text.utf8) }
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }
  var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Exactly so many digits.
  mutating func number(digits: Int) -> Int? {
    guard offset + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[offset..<offset + digits] {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    offset += digits
    return value
  }

  /// One digit or more, of a value up to `limit`.
  mutating func number(upTo limit: Int) -> Int? {
    var value = 0
    var end = offset
    while end < bytes.count, isDigit(bytes[end]) {
      value = value * 10 + Int(bytes[end] - 48)
      if value > limit { return nil }
      end += 1
    }
    guard end > offset else { return nil }
    offset = end
    return value
  }

  /// The longest run of bytes that `belongs`, perhaps empty.
  mutating func take(while belongs: (UInt8) -> Bool) -> String {
    var end = offset
    while end < bytes.count, belongs(bytes[end]) { end += 1 }
    defer { offset = end }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }

  mutating func skipSpaces() { _ = take { $0 == 0x20 || $0 == 0x09 } }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}

func isASCIILetter(_ byte: UInt8) -> Bool {
  let lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7A
}
