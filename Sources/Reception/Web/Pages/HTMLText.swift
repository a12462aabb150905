/// Text that is to stand in HTML, as content or inside a quoted attribute.
enum HTMLText {
  /// Appends `text` with `& < > " '` as character references. Control characters other than line
  /// end and tab, which HTML does not allow, become U+FFFD.
  static func escape(_ text: String, into output: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): output.append(contentsOf: "&#39;".utf8)
      case 0x09, 0x0A, 0x20...0x7E, 0x80...: output.append(byte)
      default: output.append(contentsOf: "\u{FFFD}".utf8)
      }
    }
  }

  static func escaped(_ text: String) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count)
    escape(text, into: &output)
    return output
  }
}
