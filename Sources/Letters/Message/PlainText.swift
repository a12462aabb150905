/// Makes a value harmless for any place: one line, no control characters.
enum PlainText {
  /// Line ends and tabs become one space each, other controls U+FFFD; everything else stays.
  ///
  /// A value that needs nothing comes back as it was, without a copy.
  static func oneLine(_ value: String) -> String {
    if isClean(value) { return value }
    var out = ""
    out.unicodeScalars.reserveCapacity(value.unicodeScalars.count)
    var afterReturn = false
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x0a where afterReturn: break
      case 0x09...0x0d, 0x85, 0x2028, 0x2029: out.unicodeScalars.append(" ")
      case 0..<0x20, 0x7f..<0xa0: out.unicodeScalars.append("\u{FFFD}")
      default: out.unicodeScalars.append(scalar)
      }
      afterReturn = scalar == "\r"
    }
    return out
  }

  /// What a slot holds: one line that turns nothing around beyond its own end.
  static func value(_ value: String) -> String { Bidirectional.closed(oneLine(value)) }

  private static func isClean(_ value: String) -> Bool {
    var previous: UInt8 = 0
    for byte in value.utf8 {
      if byte < 0x20 || byte == 0x7f { return false }
      // U+0080…U+009F is C2 80…9F; U+2028 and U+2029 are E2 80 A8 and A9.
      if previous == 0xc2, byte < 0xa0 { return false }
      if byte == 0xa8 || byte == 0xa9, previous == 0x80 { return false }
      previous = byte
    }
    return true
  }
}
