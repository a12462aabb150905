/// The inline part of a text paragraph. The URLs of its links come after it, each within the
/// sections its link stood in.
struct TextParagraph {
  let tags: [TemplateTag]
  let words: [String: String]
  /// Prefix of lines after the first.
  let rest: String

  private var sections: [Int] = []
  private var urls: [(sections: [Int], target: LinkTarget)] = []

  init(tags: [TemplateTag], words: [String: String], rest: String) {
    self.tags = tags
    self.words = words
    self.rest = rest
  }

  mutating func inlines(_ nodes: [MarkdownNode], to program: inout Program) {
    for node in nodes { inline(node, to: &program) }
  }

  func appendURLs(to program: inout Program) {
    for url in urls {
      var line = Program()
      line.append(literal: begin(TextMark.whole))
      url.target.appendText(to: &line)
      for tag in url.sections.reversed() {
        guard case .open(let slot, let inverted) = tags[tag].kind else { continue }
        var outer = Program()
        outer.append(.section(slot, inverted: inverted, line))
        line = outer
      }
      program.append(.include(line))
    }
  }

  private mutating func inline(_ node: MarkdownNode, to program: inout Program) {
    switch node.kind {
    case .text(let text), .code(let text): append(text: text, to: &program)
    case .softBreak: program.append(literal: " ".utf8)
    case .lineBreak: program.append(literal: begin(TextMark.line))
    case .emphasis: around("_", node, to: &program)
    case .strong: around("*", node, to: &program)
    case .link(let url, let isButton):
      link(node, LinkTarget(url, tags: tags), isButton: isButton, to: &program)
    case .tag(let tag):
      switch tags[tag].kind {
      case .slot(.word(let key)): append(text: words[key] ?? "", to: &program)
      case .slot(let slot): program.append(.value(slot, .plain))
      default: break
      }
    case .section(let tag):
      guard case .open(let slot, let inverted) = tags[tag].kind else { return }
      sections.append(tag)
      var body = Program()
      inlines(node.children, to: &body)
      sections.removeLast()
      program.append(.section(slot, inverted: inverted, body))
    case .rawHTML: break
    default: inlines(node.children, to: &program)
    }
  }

  private mutating func around(
    _ sign: String, _ node: MarkdownNode, to program: inout Program
  ) {
    program.append(literal: sign.utf8)
    inlines(node.children, to: &program)
    program.append(literal: sign.utf8)
  }

  private mutating func link(
    _ node: MarkdownNode, _ target: LinkTarget, isButton: Bool, to program: inout Program
  ) {
    guard target.isAllowed else {
      inlines(node.children, to: &program)
      return
    }
    if isButton {
      program.append(literal: begin(TextMark.whole))
      inlines(node.children, to: &program)
      program.append(literal: ": ".utf8)
      target.appendText(to: &program)
      program.append(literal: begin(TextMark.line))
      return
    }
    inlines(node.children, to: &program)
    if isLabelled(node, by: target) { return }
    if let address = target.mailAddress {
      program.append(literal: " (".utf8)
      for piece in address {
        switch piece {
        case .literal(let text): append(text: text, to: &program)
        case .slot(let slot): program.append(.value(slot, .plain))
        }
      }
      program.append(literal: ")".utf8)
    } else {
      urls.append((sections, target))
    }
  }

  /// Whether the link's text is its own URL or address already.
  private func isLabelled(_ node: MarkdownNode, by target: LinkTarget) -> Bool {
    let label: [LinkTarget.Piece] = node.children.compactMap { child in
      switch child.kind {
      case .text(let text): .literal(text)
      case .tag(let tag):
        if case .slot(let slot) = tags[tag].kind { .slot(slot) } else { nil }
      default: nil
      }
    }
    return label == target.pieces || label == target.mailAddress
  }

  private func append(text: String, to program: inout Program) {
    for piece in LinkTarget(text, tags: tags).pieces {
      switch piece {
      case .slot(let slot): program.append(.value(slot, .plain))
      case .literal(let text): program.append(literal: PlainText.oneLine(text).utf8)
      }
    }
  }

  private func begin(_ mark: UInt8) -> [UInt8] {
    [mark] + rest.utf8 + [TextMark.separator] + rest.utf8 + [TextMark.separator]
  }
}
