/// A complete reply of a server (RFC 5321 section 4.2), one or more lines.
package struct Reply: Sendable, Equatable {
  package var code: Int
  /// The enhanced status code (RFC 3463) without its class, e.g. (1, 1) for 5.1.1.
  var detail: EnhancedCode?
  /// Code and text of all lines as they came; of most replies nobody reads more than the code.
  private var words: [UInt8]

  init(code: Int, detail: EnhancedCode?, words: [UInt8]) {
    self.code = code
    self.detail = detail
    self.words = words
  }

  /// Code and text of all lines, printable, at most 400 bytes.
  package var text: String {
    get { Printable.text(words) }
    set { words = Array(newValue.utf8) }
  }

  /// Keeps the codes only.
  mutating func dropWords() {
    words = Array(codes.utf8)
  }

  /// The code and, where there is one, the enhanced code.
  var codes: String { detail.map { "\(code) \($0)" } ?? "\(code)" }

  var isPositive: Bool { (200...299).contains(code) }
  var isRefusal: Bool { code >= 400 }
}

/// RFC 3463: class, subject and detail.
struct EnhancedCode: Sendable, Equatable, CustomStringConvertible {
  var level: Int
  var subject: Int
  var detail: Int

  var description: String { "\(level).\(subject).\(detail)" }

  /// Whether this is about `subject.detail`, in either class.
  func isAbout(_ subject: Int, _ details: Int...) -> Bool {
    self.subject == subject && details.contains(detail)
  }

  /// Reads the code at the beginning of a reply's text; nil when there is none.
  init?(_ text: some Sequence<UInt8>) {
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
