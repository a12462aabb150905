import Templating

/// Text of a mail put into HTML, so that it stays text.
enum CaughtText {
  /// Escaped; what would turn the text around it becomes U+FFFD as well.
  static func html(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": plain.append("\u{FFFD}")
      default: plain.append(scalar)
      }
    }
    return HTMLEscape.text(String(plain))
  }
}
