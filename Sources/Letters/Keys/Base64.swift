/// Base 64 of RFC 4648: the URL alphabet for links, the plain one for mail bodies.
enum Base64 {
  private static let plain = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafe = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Without padding; `bytes.count` must be a multiple of three, so that each text has one spelling.
  static func encodeURL(_ bytes: [UInt8]) -> String {
    precondition(bytes.count % 3 == 0, "a link of \(bytes.count) bytes")
    var out: [UInt8] = []
    encode(bytes, alphabet: urlSafe, lineLength: .max, into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of a text whose length is a multiple of four, or nil.
  static func decodeURL(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.underestimatedCount / 4 * 3)
    var buffer: UInt32 = 0
    var count = 0
    for character in text {
      let value: UInt8
      switch character {
      case 0x41...0x5a: value = character - 0x41
      case 0x61...0x7a: value = character - 0x61 + 26
      case 0x30...0x39: value = character - 0x30 + 52
      case 0x2d: value = 62
      case 0x5f: value = 63
      default: return nil
      }
      buffer = buffer << 6 | UInt32(value)
      count += 1
      if count % 4 == 0 {
        out.append(UInt8(truncatingIfNeeded: buffer >> 16))
        out.append(UInt8(truncatingIfNeeded: buffer >> 8))
        out.append(UInt8(truncatingIfNeeded: buffer))
      }
    }
    return count % 4 == 0 ? out : nil
  }

  /// One run of padded base 64 on one line.
  static func encode(_ bytes: [UInt8], into out: inout [UInt8]) {
    encode(bytes, alphabet: plain, lineLength: .max, into: &out)
  }

  /// Base 64 as a mail body: lines of 76 characters, each ended by CRLF (RFC 2045 6.8).
  static func encodeLines(_ bytes: [UInt8], into out: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    encode(bytes, alphabet: plain, lineLength: 76, into: &out)
    out.appendCRLF()
  }

  /// CRLF stands between lines, not after the last.
  private static func encode(
    _ bytes: [UInt8], alphabet: [UInt8], lineLength: Int, into target: inout [UInt8]
  ) {
    let length = (bytes.count + 2) / 3 * 4
    let breaks = max(0, length - 1) / lineLength
    target.append(upTo: length + 2 * breaks) { out in
      alphabet.withUnsafeBufferPointer { alphabet in
        var position = 0
        var column = 0
        func put(_ byte: UInt8) {
          out.initializeElement(at: position, to: byte)
          position += 1
        }
        for index in stride(from: 0, to: bytes.count, by: 3) {
          if column == lineLength {
            put(0x0d)
            put(0x0a)
            column = 0
          }
          let left = bytes.count - index
          let group =
            UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
            | (left > 2 ? UInt32(bytes[index + 2]) : 0)
          put(alphabet[Int(group >> 18)])
          put(alphabet[Int(group >> 12 & 63)])
          put(left > 1 ? alphabet[Int(group >> 6 & 63)] : 0x3d)
          put(left > 2 ? alphabet[Int(group & 63)] : 0x3d)
          column += 4
        }
        return position
      }
    }
  }
}
