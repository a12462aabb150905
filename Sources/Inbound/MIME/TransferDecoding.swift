/// Content-Transfer-Encoding (RFC 2045 section 6), read as leniently as mail is written.
enum TransferDecoding {
  /// At most `most` bytes; the result is never longer than `bytes`.
  static func decode(_ bytes: Bytes, _ encoding: String, most: Int) -> [UInt8] {
    switch encoding {
    case "base64": base64(bytes, most)
    case "quoted-printable": quotedPrintable(bytes, most)
    default: Array(bytes.prefix(most))
    }
  }

  /// Characters outside the alphabet are skipped; it ends at padding.
  static func base64(_ bytes: Bytes, _ most: Int) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(min(most, bytes.count / 4 * 3 + 3))
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      if byte == UInt8(ascii: "=") { break }
      guard let value = sextet(byte) else { continue }
      bits = bits << 6 | value
      count += 1
      guard count == 4 else { continue }
      guard decoded.count + 3 <= most else { return decoded }
      decoded.append(UInt8(truncatingIfNeeded: bits >> 16))
      decoded.append(UInt8(truncatingIfNeeded: bits >> 8))
      decoded.append(UInt8(truncatingIfNeeded: bits))
      bits = 0
      count = 0
    }
    if count >= 2 { decoded.append(UInt8(truncatingIfNeeded: bits >> (count == 2 ? 4 : 10))) }
    if count == 3 { decoded.append(UInt8(truncatingIfNeeded: bits >> 2)) }
    return decoded
  }

  private static func sextet(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  /// An equals sign that encodes nothing stays what it is.
  static func quotedPrintable(_ bytes: Bytes, _ most: Int) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(min(most, bytes.count))
    var index = bytes.startIndex
    while index < bytes.endIndex, decoded.count < most {
      guard bytes[index] == UInt8(ascii: "=") else {
        decoded.append(bytes[index])
        index += 1
        continue
      }
      if let after = softBreak(bytes, index + 1) {
        index = after
      } else if index + 2 < bytes.endIndex, let high = bytes[index + 1].hexValue,
        let low = bytes[index + 2].hexValue
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return decoded
  }

  /// Where the next line begins, if nothing but white space follows.
  private static func softBreak(_ bytes: Bytes, _ start: Int) -> Int? {
    var index = start
    while index < bytes.endIndex, index - start < 80, bytes[index] != .lf {
      guard bytes[index].isWhite else { return nil }
      index += 1
    }
    guard index < bytes.endIndex else { return index }
    return bytes[index] == .lf ? index + 1 : nil
  }
}
