/// An enhanced status code (RFC 3463 section 2): class, subject and detail.
package struct EnhancedCode: Sendable, Equatable, CustomStringConvertible {
  /// 2, 4 or 5.
  package var level: Int
  package var subject: Int
  package var detail: Int

  package var description: String { "\(level).\(subject).\(detail)" }

  /// Reads the code at the beginning of a reply's text; nil when there is none.
  package init?(_ text: some Sequence<UInt8>) {
    (level, subject, detail) = (0, 0, 0)
    var number = 0
    var dots = 0
    var digits = 0
    for byte in text {
      if byte == UInt8(ascii: "."), digits > 0, dots < 2 {
        if dots == 0 { level = number } else { subject = number }
        dots += 1
        number = 0
        digits = 0
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 3 {
        number = number * 10 + Int(byte) - 48
        digits += 1
      } else if byte == UInt8(ascii: " ") {
        break
      } else {
        return nil
      }
    }
    guard dots == 2, digits > 0, level == 2 || level == 4 || level == 5 else { return nil }
    detail = number
  }
}
