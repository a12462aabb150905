/// A template without Markdown: its literal runs and tags, one after the other.
struct FlatTemplate {
  private let tags: [TemplateTag]
  private let words: [String: String]
  private let scalars: [Unicode.Scalar]

  init(_ parser: TemplateParser, words: [String: String]) {
    self.init(text: parser.text, tags: parser.tags, words: words)
  }

  init(text: String, tags: [TemplateTag], words: [String: String]) {
    self.tags = tags
    self.words = words
    scalars = Array(text.unicodeScalars)
  }

  func program(
    form: Program.Form = .html, literal: (String, inout Program) -> Void,
    escape: (Slot) -> Escape
  ) -> Program {
    var program = Program()
    var index = 0
    fill(&program, &index, form, literal, escape)
    return program
  }

  /// Up to the closing tag of the section that `index` stands in, or the end.
  private func fill(
    _ program: inout Program, _ index: inout Int, _ form: Program.Form,
    _ literal: (String, inout Program) -> Void, _ escape: (Slot) -> Escape
  ) {
    var run = String.UnicodeScalarView()
    while index < scalars.count {
      guard let tag = SlotPlaceholder.index(scalars[index]) else {
        run.append(scalars[index])
        index += 1
        continue
      }
      if !run.isEmpty { literal(String(run), &program) }
      run = String.UnicodeScalarView()
      index += 1
      switch tags[tag].kind {
      case .close: return
      case .open(let slot, let inverted):
        var body = Program()
        fill(&body, &index, form, literal, escape)
        program.append(.section(slot, inverted: inverted, body))
      case .slot(.word(let key)):
        var bytes: [UInt8] = []
        escape(.word(key)).append(PlainText.oneLine(words[key] ?? ""), to: &bytes)
        program.append(literal: bytes)
      case .slot(.named(let name)) where SlotTable.row(name).kind == .block:
        program.append(.block(name, form))
      case .slot(let slot): program.append(.value(slot, escape(slot)))
      }
    }
    if !run.isEmpty { literal(String(run), &program) }
  }
}
