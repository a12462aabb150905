/// Writes a Markdown tree as the plain text of a letter: a program whose output `TextWrapper` lays
/// out. Links stand as full URLs on lines of their own, buttons as `label: URL`.
struct TextRenderer {
  let tags: [TemplateTag]
  let words: [String: String]

  func render(_ node: MarkdownNode) -> Program {
    var program = Program()
    blocks(node.children, first: "", rest: "", to: &program)
    return program
  }

  private func blocks(
    _ nodes: [MarkdownNode], first: String, rest: String, to program: inout Program,
    tight: Bool = false
  ) {
    var first = first
    for node in nodes {
      block(node, first: first, rest: rest, to: &program, tight: tight)
      if node.sectionTag == nil { first = rest }
    }
  }

  private func block(
    _ node: MarkdownNode, first: String, rest: String, to program: inout Program, tight: Bool
  ) {
    switch node.kind {
    case .paragraph:
      paragraph(node.children, first: first, rest: rest, to: &program)
      if !tight { program.append(literal: [TextMark.blank]) }
    case .heading(let level):
      program.append(literal: [TextMark.blank])
      paragraph(node.children, first: first, rest: rest, to: &program)
      if level < 3 { program.append(literal: [TextMark.underline, level == 1 ? 0x3d : 0x2d]) }
      program.append(literal: [TextMark.blank])
    case .blockQuote:
      blocks(node.children, first: first + "> ", rest: rest + "> ", to: &program)
    case .list(let ordered, let start, let isTight):
      list(node, ordered ? start : nil, rest: rest, to: &program, tight: isTight)
      if !tight { program.append(literal: [TextMark.blank]) }
    case .item: blocks(node.children, first: first, rest: rest, to: &program, tight: tight)
    case .thematicBreak: whole("----", first, rest, to: &program)
    case .codeBlock(let text):
      code(text, first: first, rest: rest, to: &program)
    case .table:
      for row in node.children {
        begin(TextMark.line, first, rest, to: &program)
        cells(row.children, to: &program)
      }
      program.append(literal: [TextMark.blank])
    case .section(let tag):
      guard case .open(let slot, let inverted) = tags[tag].kind else { return }
      var body = Program()
      blocks(node.children, first: first, rest: rest, to: &body, tight: tight)
      program.append(.section(slot, inverted: inverted, body))
    case .tag(let tag):
      if case .slot(.named(let name)) = tags[tag].kind { program.append(.block(name, .text)) }
      program.append(literal: [TextMark.blank])
    default: paragraph([node], first: first, rest: rest, to: &program)
    }
  }

  /// Indented, with its line ends as they are.
  private func code(_ text: String, first: String, rest: String, to program: inout Program) {
    var first = first
    for line in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false) {
      begin(TextMark.whole, first + "    ", rest + "    ", to: &program)
      if line.isEmpty {
        program.append(literal: [TextMark.blank])
      } else {
        append(code: String(line) ?? "", to: &program)
        first = rest
      }
    }
    program.append(literal: [TextMark.blank])
  }

  private func append(code line: String, to program: inout Program) {
    for piece in LinkTarget(line, tags: tags).pieces {
      switch piece {
      case .slot(let slot): program.append(.value(slot, .plain))
      case .literal(let text): program.append(literal: PlainText.oneLine(text).utf8)
      }
    }
  }

  private func list(
    _ node: MarkdownNode, _ start: Int?, rest: String, to program: inout Program, tight: Bool
  ) {
    var number = start ?? 0
    for item in node.children {
      let bullet = start == nil ? "- " : "\(number). "
      let indent = String(repeating: " ", count: bullet.utf8.count)
      block(item, first: rest + bullet, rest: rest + indent, to: &program, tight: tight)
      if item.sectionTag == nil || start == nil { number += 1 }
    }
  }

  private func cells(_ cells: [MarkdownNode], to program: inout Program) {
    var paragraph = TextParagraph(tags: tags, words: words, rest: "")
    for (index, cell) in cells.enumerated() {
      if index > 0 { program.append(literal: " | ".utf8) }
      paragraph.inlines(cell.children, to: &program)
    }
    paragraph.appendURLs(to: &program)
  }

  private func paragraph(
    _ nodes: [MarkdownNode], first: String, rest: String, to program: inout Program
  ) {
    begin(TextMark.line, first, rest, to: &program)
    var paragraph = TextParagraph(tags: tags, words: words, rest: rest)
    paragraph.inlines(nodes, to: &program)
    paragraph.appendURLs(to: &program)
  }

  private func whole(_ text: String, _ first: String, _ rest: String, to program: inout Program) {
    begin(TextMark.whole, first, rest, to: &program)
    program.append(literal: PlainText.oneLine(text).utf8)
    program.append(literal: [TextMark.blank])
  }

  private func begin(
    _ mark: UInt8, _ first: String, _ rest: String, to program: inout Program
  ) {
    program.append(
      literal: [mark] + first.utf8 + [TextMark.separator] + rest.utf8 + [TextMark.separator])
  }
}
