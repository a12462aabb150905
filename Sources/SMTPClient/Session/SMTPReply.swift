import Refusals

/// A complete reply of a server (RFC 5321 section 4.2), one or more lines.
package struct SMTPReply: Sendable, Equatable {
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
