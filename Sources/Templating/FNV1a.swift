/// FNV-1a (draft-eastlake-fnv), in 64 or 128 bits: for what has no secret and no adversary, only
/// whether a text is another.
package struct FNV1a<Word: FixedWidthInteger & UnsignedInteger> {
  @usableFromInline package private(set) var value: Word
  @usableFromInline let prime: Word

  @inlinable
  package mutating func add(_ byte: UInt8) { value = (value ^ Word(byte)) &* prime }

  @inlinable
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(byte) }
  }

  /// All digits of the value, in hexadecimal.
  package var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: Word.bitWidth / 4 - digits.utf8.count) + digits
  }
}

extension FNV1a where Word == UInt64 {
  package init() { (value, prime) = (0xCBF2_9CE4_8422_2325, 0x100_0000_01B3) }
}

extension FNV1a where Word == UInt128 {
  package init() {
    value = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    prime = 0x0000_0000_0100_0000_0000_0000_0000_013B
  }
}
