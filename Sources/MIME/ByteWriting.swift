/// Small helpers for building text as bytes.
extension [UInt8] {
  mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(text: String) { append(contentsOf: text.utf8) }

  mutating func appendCRLF() {
    append(0x0d)
    append(0x0a)
  }

  /// Two digits, in upper case (RFC 2045 6.7, rule 1).
  mutating func append(hex byte: UInt8) {
    append(Self.hexDigit(byte >> 4))
    append(Self.hexDigit(byte & 15))
  }

  static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

  /// Appends what `body` writes into room for `most` bytes, and returns the count of: in place,
  /// without a buffer of its own.
  mutating func append(upTo most: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    append(addingCapacity: most) { room in
      room.withUnsafeMutableBufferPointer { memory, count in count = body(memory) }
    }
  }
}
