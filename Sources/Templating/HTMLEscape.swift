/// Text that is to stand in HTML, as content or inside a quoted attribute.
package enum HTMLEscape {
  /// Appends `text` with `& < > " '` as character references. Control characters that HTML does not
  /// allow (HTML, 13.1.4: all but tab and line ends) become U+FFFD.
  package static func append(_ text: String, to out: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      // Runs without special characters are copied whole.
      var start = 0
      for index in bytes.indices {
        guard let reference = reference(bytes[index]) else { continue }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        reference.withUTF8Buffer { out.append(contentsOf: $0) }
        start = index + 1
      }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
    }
  }

  package static func bytes(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    append(text, to: &out)
    return out
  }

  package static func text(_ text: String) -> String {
    String(decoding: bytes(text), as: UTF8.self)
  }

  /// What stands for a byte that cannot stand for itself.
  private static func reference(_ byte: UInt8) -> StaticString? {
    // Letters and all that is not ASCII, at once.
    if byte > 0x3E, byte != 0x7F { return nil }
    switch byte {
    case UInt8(ascii: "&"): return "&amp;"
    case UInt8(ascii: "<"): return "&lt;"
    case UInt8(ascii: ">"): return "&gt;"
    case UInt8(ascii: "\""): return "&quot;"
    case UInt8(ascii: "'"): return "&#39;"
    case 0x20...0x3E, 0x09, 0x0A, 0x0D: return nil
    default: return "\u{FFFD}"
    }
  }
}
