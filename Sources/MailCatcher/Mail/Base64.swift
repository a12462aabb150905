/// Base64 (RFC 4648 section 4) as found in the wild: other characters are passed over.
enum Base64 {
  static func decode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var group: UInt32 = 0
    var held = 0
    for byte in bytes {
      guard byte != UInt8(ascii: "=") else { break }
      guard let value = value(of: byte) else { continue }
      group = group << 6 | value
      held += 1
      if held == 4 {
        out.append(UInt8(truncatingIfNeeded: group >> 16))
        out.append(UInt8(truncatingIfNeeded: group >> 8))
        out.append(UInt8(truncatingIfNeeded: group))
        (group, held) = (0, 0)
      }
    }
    if held >= 2 { out.append(UInt8(truncatingIfNeeded: (group << UInt32(24 - 6 * held)) >> 16)) }
    if held == 3 { out.append(UInt8(truncatingIfNeeded: group >> 2)) }
    return out
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
