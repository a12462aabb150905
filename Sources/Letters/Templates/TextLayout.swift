/// Compiles `layout.txt`: each of its lines becomes a line to wrap, each empty one a blank line.
enum TextLayout {
  static func program(_ parser: TemplateParser, words: [String: String]) -> Program {
    // A line that begins within a section is begun inside it, so that it goes when the section
    // goes.
    var text = String.UnicodeScalarView()
    var atLineStart = true
    for scalar in parser.text.unicodeScalars {
      if scalar == "\n" {
        if atLineStart { text.append(Unicode.Scalar(TextMark.blank)) }
        atLineStart = true
        continue
      }
      if atLineStart, begins(scalar, parser.tags) {
        text.append(contentsOf: lineStart)
        atLineStart = false
      }
      text.append(scalar)
    }
    return FlatTemplate(text: String(text), tags: parser.tags, words: words).program(
      form: .text, literal: { $1.append(literal: $0.utf8) }, escape: { _ in .plain })
  }

  private static let lineStart: [Unicode.Scalar] = [
    Unicode.Scalar(TextMark.line), Unicode.Scalar(TextMark.separator),
    Unicode.Scalar(TextMark.separator),
  ]

  /// Section tags do not begin a line; text and values do.
  private static func begins(_ scalar: Unicode.Scalar, _ tags: [TemplateTag]) -> Bool {
    guard let tag = SlotPlaceholder.index(scalar) else { return true }
    return if case .slot = tags[tag].kind { !tags[tag].isBlock } else { false }
  }
}
