import Domain

/// What may be base64 in a text, decoded: every run of its letters, over line ends but not over a
/// blank line, from each of the four places where it may begin.
enum Base64Runs {
  /// Fewer letters hold no address.
  private static let fewest = 12

  static func decoded(_ text: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var run: [UInt8] = []
    var lineEnds = 0
    func flush() {
      if run.count >= fewest {
        for skipped in 0..<4 { pieces.append(decoded(run[skipped...])) }
      }
      run.removeAll(keepingCapacity: true)
      lineEnds = 0
    }
    for byte in text {
      if let sextet = sextet(byte) {
        run.append(sextet)
        lineEnds = 0
      } else if byte == 0x0A, lineEnds == 0 {
        lineEnds = 1
      } else if byte != 0x0D {
        flush()
      }
    }
    flush()
    return pieces
  }

  /// The bytes of letters that were looked up; bits too few for a byte are dropped.
  private static func decoded(_ sextets: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(sextets.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for sextet in sextets {
      bits = bits << 6 | UInt32(sextet)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  /// The bytes of one word.
  static func decode(_ word: ArraySlice<UInt8>) -> [UInt8] {
    let sextets = word.compactMap(sextet)
    return decoded(sextets[...])
  }

  /// Both alphabets of RFC 4648.
  private static func sextet(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
