/// Text as people type it into forms.
enum FormText {
  /// With `\n` as line end, no other control characters but tab, and no white space around it.
  static func tidied(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\r", "\n": scalars.append("\n")
      case "\t": scalars.append("\t")
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": break
      default: scalars.append(scalar)
      }
      previous = scalar
    }
    return trimmed(String(scalars))
  }

  /// On one line, without control characters, white space as single spaces.
  static func oneLine(_ text: String) -> String {
    tidied(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
