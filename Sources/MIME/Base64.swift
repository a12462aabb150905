/// Base64 (RFC 4648): the plain alphabet for mail and SASL, the URL alphabet for links.
package enum Base64 {
  private static let plain = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafe = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Padded, on one line (section 4).
  package static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    encode(bytes, into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// Appends one padded run on one line.
  package static func encode(_ bytes: [UInt8], into out: inout [UInt8]) {
    encode(bytes, alphabet: plain, lineLength: .max, into: &out)
  }

  /// Appends a mail body: lines of 76 characters, each ended by CRLF (RFC 2045 6.8).
  package static func encodeLines(_ bytes: [UInt8], into out: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    encode(bytes, alphabet: plain, lineLength: 76, into: &out)
    out.appendCRLF()
  }

  /// The URL alphabet (section 5) without padding; `bytes.count` must be a multiple of three, so
  /// that each text has one spelling.
  package static func encodeURL(_ bytes: [UInt8]) -> String {
    precondition(bytes.count % 3 == 0, "a link of \(bytes.count) bytes")
    var out: [UInt8] = []
    encode(bytes, alphabet: urlSafe, lineLength: .max, into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of a text in the URL alphabet whose length is a multiple of four, or nil: exactly
  /// what `encodeURL` writes.
  package static func decodeURL(_ text: Bytes) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    var held = 0
    for byte in text {
      guard let value = sextet(byte, UInt8(ascii: "-"), UInt8(ascii: "_")) else { return nil }
      group = group << 6 | value
      held += 1
      if held == 4 {
        append(group, 3, to: &out)
        held = 0
      }
    }
    return out
  }

  /// The plain alphabet as it is found in mail: other characters are passed over (RFC 2045 6.8),
  /// and padding ends it. A last character alone holds no byte and is dropped.
  ///
  /// - Parameter most: bytes of the result.
  package static func decode(_ text: Bytes, most: Int = .max) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(min(most, text.count / 4 * 3 + 3))
    var group: UInt32 = 0
    var held = 0
    for byte in text {
      if byte == UInt8(ascii: "=") || out.count >= most { break }
      guard let value = sextet(byte, UInt8(ascii: "+"), UInt8(ascii: "/")) else { continue }
      group = group << 6 | value
      held += 1
      if held == 4 {
        append(group, 3, to: &out)
        held = 0
      }
    }
    if held >= 2 { append(group << UInt32(24 - 6 * held), held - 1, to: &out) }
    if out.count > most { out.removeLast(out.count - most) }
    return out
  }

  /// The first `count` bytes of a group of three.
  private static func append(_ group: UInt32, _ count: Int, to out: inout [UInt8]) {
    out.append(UInt8(truncatingIfNeeded: group >> 16))
    if count > 1 { out.append(UInt8(truncatingIfNeeded: group >> 8)) }
    if count > 2 { out.append(UInt8(truncatingIfNeeded: group)) }
  }

  /// - Parameters:
  ///   - sixtyTwo: what the alphabet has for 62; `sixtyThree` for 63.
  private static func sextet(_ byte: UInt8, _ sixtyTwo: UInt8, _ sixtyThree: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case sixtyTwo: 62
    case sixtyThree: 63
    default: nil
    }
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
