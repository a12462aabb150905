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
    // Every octet quoted, and each line, however short, broken: more it cannot become.
    let most = 4 * text.count + 16
    let encoded = [UInt8](unsafeUninitializedCapacity: most) { room, count in
      text.withUnsafeBufferPointer { bytes in
        isPlain.withUnsafeBufferPointer { isPlain in
          var writer = Writer(out: room)
          writer.encode(bytes, isPlain)
          count = writer.position
        }
      }
    }
    out.append(contentsOf: encoded)
    if text.last != 0x0a { out.appendCRLF() }
  }

  /// Writes into memory that is large enough: this loop sees every octet of every mail.
  private struct Writer {
    let out: UnsafeMutableBufferPointer<UInt8>
    var position = 0
    private var column = 0

    init(out: UnsafeMutableBufferPointer<UInt8>) { self.out = out }

    mutating func encode(
      _ bytes: UnsafeBufferPointer<UInt8>, _ isPlain: UnsafeBufferPointer<Bool>
    ) {
      for index in bytes.indices {
        let byte = bytes[index]
        if byte == 0x0a {
          put(0x0d)
          put(0x0a)
          column = 0
        } else if mustQuote(byte, index, bytes, isPlain) {
          if column > 72 { softBreak() }
          put(0x3d)
          put(hexDigit(byte >> 4))
          put(hexDigit(byte & 15))
          column += 3
        } else {
          if column >= 75 {
            softBreak()
            // What begins a line now is looked at as such.
            if byte == 0x2e || isFromLine(bytes, index) {
              put(0x3d)
              put(hexDigit(byte >> 4))
              put(hexDigit(byte & 15))
              column = 3
              continue
            }
          }
          put(byte)
          column += 1
        }
      }
    }

    private func mustQuote(
      _ byte: UInt8, _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>,
      _ isPlain: UnsafeBufferPointer<Bool>
    ) -> Bool {
      if !isPlain[Int(byte)] { return true }
      if byte == 0x20 { return index + 1 >= bytes.count || bytes[index + 1] == 0x0a }
      return column == 0 && (byte == 0x2e || isFromLine(bytes, index))
    }

    private mutating func softBreak() {
      put(0x3d)
      put(0x0d)
      put(0x0a)
      column = 0
    }

    private mutating func put(_ byte: UInt8) {
      out.initializeElement(at: position, to: byte)
      position += 1
    }

    private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
  }

  static func isFromLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    bytes[index] == 0x46 && index + 4 < bytes.count && bytes[index + 1] == 0x72
      && bytes[index + 2] == 0x6f && bytes[index + 3] == 0x6d && bytes[index + 4] == 0x20
  }
}
