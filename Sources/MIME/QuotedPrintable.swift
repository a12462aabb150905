/// Quoted-printable (RFC 2045 6.7) for text whose lines end in LF or CRLF.
///
/// Lines are at most 76 octets, soft breaks included. A full stop or `From ` that begins a line is
/// encoded too, because both are rewritten by some servers on the way.
package enum QuotedPrintable {
  private static let isPlain: [Bool] = (0..<256).map { byte in
    (0x20...0x7e).contains(byte) && byte != 0x3d
  }

  /// Appends `text` with strict CRLF and a line end last.
  package static func encode(_ text: [UInt8], into out: inout [UInt8]) {
    guard !text.isEmpty else { return }
    // Every octet quoted, and each line, however short, broken: more it cannot become.
    out.append(upTo: 4 * text.count + 16) { room in
      text.withUnsafeBufferPointer { bytes in
        isPlain.withUnsafeBufferPointer { isPlain in
          var writer = Writer(out: room)
          writer.encode(bytes, isPlain)
          return writer.position
        }
      }
    }
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
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        if byte == 0x0a {
          put(0x0d)
          put(0x0a)
          column = 0
        } else if byte == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a {
          // Written with its line feed.
        } else if column == 0, byte == 0x2e || isFromLine(bytes, index) {
          quote(byte)
        } else if isPlain[Int(byte)], !endsLine(bytes, index) {
          index += copyRun(bytes, from: index, isPlain)
          continue
        } else {
          quote(byte)
        }
        index += 1
      }
    }

    /// Copies what needs no quoting, up to the end of the line that is written.
    /// - Returns: how many octets; 0 after a soft break: what begins a line now is looked at as
    ///   such.
    private mutating func copyRun(
      _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ isPlain: UnsafeBufferPointer<Bool>
    ) -> Int {
      if column >= 75 {
        softBreak()
        return 0
      }
      let most = min(bytes.count, start + 75 - column)
      var end = start + 1
      while end < most, isPlain[Int(bytes[end])] { end += 1 }
      // A space may be the last of its line.
      if end - start > 1, endsLine(bytes, end - 1) { end -= 1 }
      let run = UnsafeBufferPointer(rebasing: bytes[start..<end])
      _ = UnsafeMutableBufferPointer(rebasing: out[position...]).initialize(fromContentsOf: run)
      position += run.count
      column += run.count
      return run.count
    }

    /// Whether this is a space that ends its line (RFC 2045 6.7, rule 3).
    private func endsLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
      guard bytes[index] == 0x20 else { return false }
      let next = index + 1
      if next >= bytes.count || bytes[next] == 0x0a { return true }
      return bytes[next] == 0x0d && next + 1 < bytes.count && bytes[next + 1] == 0x0a
    }

    private mutating func quote(_ byte: UInt8) {
      if column > 72 { softBreak() }
      put(0x3d)
      put([UInt8].hexDigit(byte >> 4))
      put([UInt8].hexDigit(byte & 15))
      column += 3
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
  }

  static func isFromLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    bytes[index] == 0x46 && index + 4 < bytes.count && bytes[index + 1] == 0x72
      && bytes[index + 2] == 0x6f && bytes[index + 3] == 0x6d && bytes[index + 4] == 0x20
  }
}
