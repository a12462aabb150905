/// Keeps the direction of a value from spilling over what stands after it (UAX #9, 3.3.2).
///
/// A name may hold the signs that turn the direction of writing around; without their end the rest
/// of the paragraph would be written backwards too. The ends that are missing are added.
enum Bidirectional {
  private static let popFormatting: Unicode.Scalar = "\u{202C}"
  private static let popIsolate: Unicode.Scalar = "\u{2069}"

  static func closed(_ value: String) -> String {
    guard mayTurn(value) else { return value }
    var open: [Unicode.Scalar] = []
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x202a, 0x202b, 0x202d, 0x202e: open.append(popFormatting)
      case 0x2066...0x2068: open.append(popIsolate)
      case 0x202c: if open.last == popFormatting { open.removeLast() }
      case 0x2069:
        guard let isolate = open.lastIndex(of: popIsolate) else { continue }
        open.removeSubrange(isolate...)
      default: break
      }
    }
    return value + String(String.UnicodeScalarView(open.reversed()))
  }

  /// U+202A…U+202E are E2 80 AA…AE, U+2066…U+2069 are E2 81 A6…A9.
  private static func mayTurn(_ value: String) -> Bool {
    var previous: UInt8 = 0
    for byte in value.utf8 {
      if previous == 0x80, (0xaa...0xae).contains(byte) { return true }
      if previous == 0x81, (0xa6...0xa9).contains(byte) { return true }
      previous = byte
    }
    return false
  }
}
