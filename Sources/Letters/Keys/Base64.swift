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
    out.reserveCapacity(bytes.count / 3 * 4)
    append(bytes[...], alphabet: urlSafe, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of a text whose length is a multiple of four, or nil.
  static func decodeURL(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
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
  static func encode(_ bytes: ArraySlice<UInt8>, into out: inout [UInt8]) {
    append(bytes, alphabet: plain, to: &out)
  }

  /// Base 64 as a mail body: lines of 76 characters, each ended by CRLF (RFC 2045 6.8).
  static func encodeLines(_ bytes: [UInt8], into out: inout [UInt8]) {
    var start = 0
    while start < bytes.count {
      let end = min(start + 57, bytes.count)
      append(bytes[start..<end], alphabet: plain, to: &out)
      out.append(0x0d)
      out.append(0x0a)
      start = end
    }
  }

  private static func append(
    _ bytes: ArraySlice<UInt8>, alphabet: [UInt8], to out: inout [UInt8]
  ) {
    alphabet.withUnsafeBufferPointer { alphabet in
      var index = bytes.startIndex
      while index + 2 < bytes.endIndex {
        let group =
          UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
          | UInt32(bytes[index + 2])
        out.append(alphabet[Int(group >> 18)])
        out.append(alphabet[Int(group >> 12 & 63)])
        out.append(alphabet[Int(group >> 6 & 63)])
        out.append(alphabet[Int(group & 63)])
        index += 3
      }
      let left = bytes.endIndex - index
      guard left > 0 else { return }
      let group = UInt32(bytes[index]) << 16 | (left == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
      out.append(alphabet[Int(group >> 18)])
      out.append(alphabet[Int(group >> 12 & 63)])
      out.append(left == 2 ? alphabet[Int(group >> 6 & 63)] : 0x3d)
      out.append(0x3d)
    }
  }
}
