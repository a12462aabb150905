/// Small helpers for building text as bytes, which is what a message is.
extension [UInt8] {
  mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(text: String) { append(contentsOf: text.utf8) }

  mutating func appendCRLF() {
    append(0x0d)
    append(0x0a)
  }

  mutating func append(hex byte: UInt8) {
    append(Self.hexDigit(byte >> 4))
    append(Self.hexDigit(byte & 15))
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

  /// Decimal with leading zeros up to `width`.
  mutating func append(decimal number: Int, width: Int = 1) {
    let digits = String(number)
    for _ in 0..<Swift.max(0, width - digits.utf8.count) { append(0x30) }
    append(contentsOf: digits.utf8)
  }
}
