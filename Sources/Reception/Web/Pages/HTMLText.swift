/// Text that is to stand in HTML, as content or inside a quoted attribute.
enum HTMLText {
  /// Appends `text` with `& < > " '` as character references. Control characters other than line
  /// end and tab, which HTML does not allow, become U+FFFD.
  static func escape(_ text: String, into output: inout [UInt8]) {
    escape(text) { output.append(contentsOf: $0) }
  }

  /// Hands the escaped text to `emit`, piece by piece.
  static func escape(_ text: String, _ emit: (UnsafeRawBufferPointer) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      // Runs without special characters are copied whole.
      var start = 0
      for (index, byte) in bytes.enumerated() {
        guard let reference = reference(byte) else { continue }
        if start < index { emit(UnsafeRawBufferPointer(rebasing: bytes[start..<index])) }
        reference.withUTF8Buffer { emit(UnsafeRawBufferPointer($0)) }
        start = index + 1
      }
      if start < bytes.count { emit(UnsafeRawBufferPointer(rebasing: bytes[start...])) }
    }
  }

  /// What stands for a byte that cannot stand for itself.
  private static func reference(_ byte: UInt8) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    case 0x09, 0x0A, 0x20...0x7E, 0x80...: nil
    default: "\u{FFFD}"
    }
  }

  static func escaped(_ text: String) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count)
    escape(text, into: &output)
    return output
  }
}
