/// Writes a parameter of a header field, on a line of its own.
package enum HeaderParameter {
  /// As it is: quoted where that is enough, else as RFC 2231 4 has it, in pieces (3) when it is
  /// long. Never in both forms: one field with a parameter twice is a defect to many readers.
  package static func append(_ name: StaticString, _ value: String, to out: inout [UInt8]) {
    if value.utf8.count <= 60, value.utf8.allSatisfy({ plain($0) == $0 }) {
      begin(name, to: &out)
      out.append("=\"")
      out.append(contentsOf: value.utf8)
      out.append("\"")
      return
    }
    let pieces = pieces(value)
    for (index, piece) in pieces.enumerated() {
      begin(name, to: &out)
      out.append("*")
      if pieces.count > 1 { out.append(text: "\(index)*") }
      out.append("=")
      if index == 0 { out.append("UTF-8''") }
      out.append(contentsOf: piece)
    }
  }

  /// For readers that know nothing newer: a quoted string of ASCII, in which `_` stands for
  /// everything else. Of a long value its end stays, which says what kind of file a name is of.
  package static func appendASCII(_ name: StaticString, _ value: String, to out: inout [UInt8]) {
    begin(name, to: &out)
    out.append("=\"")
    out.append(contentsOf: value.utf8.map(plain).suffix(60))
    out.append("\"")
  }

  private static func begin(_ name: StaticString, to out: inout [UInt8]) {
    out.append(";\r\n ")
    out.append(name)
  }

  /// Percent-encoded (RFC 2231 4), whole characters in each: some readers decode it by itself.
  private static func pieces(_ value: String) -> [[UInt8]] {
    var pieces: [[UInt8]] = [[]]
    for scalar in value.unicodeScalars {
      if pieces[pieces.count - 1].count > 40 { pieces.append([]) }
      for byte in String(scalar).utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f:
          pieces[pieces.count - 1].append(byte)
        default:
          pieces[pieces.count - 1].append(0x25)
          pieces[pieces.count - 1].append(hex: byte)
        }
      }
    }
    return pieces
  }

  /// The octet, or `_` for what a quoted string of ASCII would have to escape.
  private static func plain(_ byte: UInt8) -> UInt8 {
    byte < 0x20 || byte == 0x22 || byte == 0x5c || byte >= 0x7f ? 0x5f : byte
  }
}
