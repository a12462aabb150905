/// The signs between a text program and the wrapper. Values cannot hold them: `PlainText` has made
/// every control character harmless.
enum TextMark {
  /// A line to wrap: prefix of its first line, `separator`, prefix of the next ones, `separator`.
  static let line: UInt8 = 0x01
  static let separator: UInt8 = 0x02
  /// A blank line, unless there is one already.
  static let blank: UInt8 = 0x03
  /// A line to keep whole, such as one with a URL; prefixes as for `line`.
  static let whole: UInt8 = 0x04
  /// Underlines the line before with the character that follows.
  static let underline: UInt8 = 0x05
}
