/// Quoted-printable (RFC 2045 6.7) for text whose lines end in LF.
///
/// Lines are at most 76 octets, soft breaks included. A full stop or `From ` that begins a line is
/// encoded too, because both are rewritten by some servers on the way.
enum QuotedPrintable {
  private static let isPlain: [Bool] = (0..<256).map { byte in
    (0x20...0x7e).contains(byte) && byte != 0x3d
  }

  static func encode(_ text: [UInt8], into out: inout [UInt8]) {
    guard !text.isEmpty else { return }
    text.withUnsafeBufferPointer { bytes in
      isPlain.withUnsafeBufferPointer { isPlain in encode(bytes, isPlain, into: &out) }
    }
    if text.last != 0x0a { out.appendCRLF() }
  }

  private static func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ isPlain: UnsafeBufferPointer<Bool>,
    into out: inout [UInt8]
  ) {
    var index = 0
    var column = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0a {
        out.appendCRLF()
        index += 1
        column = 0
        continue
      }
      let mustQuote =
        !isPlain[Int(byte)] || (byte == 0x20 && endsLine(bytes, index + 1))
        || (column == 0 && (byte == 0x2e || isFromLine(bytes, index)))
      if mustQuote {
        if column > 72 { softBreak(&out, &column) }
        out.append(0x3d)
        out.append(hex: byte)
        column += 3
        index += 1
        continue
      }
      if column >= 75 {
        softBreak(&out, &column)
        continue
      }
      let start = index
      let limit = min(bytes.count, index + 75 - column)
      index += 1
      while index < limit, isPlain[Int(bytes[index])] { index += 1 }
      // A space that would end the line is left for the branch above.
      if bytes[index - 1] == 0x20, endsLine(bytes, index) { index -= 1 }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
      column += index - start
    }
  }

  private static func endsLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index >= bytes.count || bytes[index] == 0x0a
  }

  private static func softBreak(_ out: inout [UInt8], _ column: inout Int) {
    out.append("=\r\n")
    column = 0
  }

  static func isFromLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    bytes[index] == 0x46 && index + 4 < bytes.count && bytes[index + 1] == 0x72
      && bytes[index + 2] == 0x6f && bytes[index + 3] == 0x6d && bytes[index + 4] == 0x20
  }
}
