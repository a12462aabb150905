import Templating

/// Writes a Markdown tree as the HTML of a letter.
struct HTMLRenderer {
  let tags: [TemplateTag]
  let style: LetterStyle
  /// What a `{{word.KEY}}` stands for.
  let words: [String: String]

  func render(_ node: MarkdownNode) -> Program {
    var program = Program()
    append(children: node, to: &program, tight: false)
    return program
  }

  private func append(children node: MarkdownNode, to program: inout Program, tight: Bool) {
    var isFirstButton = true
    for child in node.children {
      append(child, to: &program, tight: tight, isFirstButton: isFirstButton)
      if child.isButton { isFirstButton = false }
    }
  }

  private func append(
    _ node: MarkdownNode, to program: inout Program, tight: Bool, isFirstButton: Bool
  ) {
    func wrap(_ open: String, _ close: String, tight: Bool = false) {
      program.append(literal: open.utf8)
      append(children: node, to: &program, tight: tight)
      program.append(literal: close.utf8)
    }
    switch node.kind {
    case .paragraph:
      if tight { wrap("", "") } else { wrap("<p style=\"\(style.paragraph)\">", "</p>\n") }
    case .heading(let level):
      wrap("<h\(level) style=\"\(style.heading(level))\">", "</h\(level)>\n")
    case .blockQuote: wrap("<blockquote class=q style=\"\(style.quote)\">", "</blockquote>\n")
    case .list(let ordered, let start, let isTight):
      let name = ordered ? "ol" : "ul"
      let from = ordered && start != 1 ? " start=\"\(start)\"" : ""
      wrap("<\(name)\(from) style=\"\(style.list)\">\n", "</\(name)>\n", tight: isTight)
    case .item: wrap("<li style=\"\(style.item)\">", "</li>\n", tight: tight)
    case .thematicBreak: wrap("<hr style=\"\(style.rule)\">\n", "")
    case .codeBlock(let text):
      wrap("<pre class=k style=\"\(style.codeBlock)\">", "")
      append(text: text, to: &program)
      wrap("", "</pre>\n")
    case .table:
      wrap("<table class=g role=\"table\" style=\"\(style.table)\">\n", "</table>\n")
    case .tableRow: wrap("<tr>", "</tr>\n")
    case .tableCell(let isHeader):
      wrap(
        isHeader ? "<th scope=\"col\" style=\"\(style.cell)\">" : "<td style=\"\(style.cell)\">",
        isHeader ? "</th>" : "</td>")
    case .emphasis: wrap("<em>", "</em>")
    case .strong: wrap("<strong>", "</strong>")
    case .strikethrough: wrap("<del>", "</del>")
    case .softBreak: program.append(literal: "\n".utf8)
    case .lineBreak: program.append(literal: "<br>\n".utf8)
    case .code(let text):
      program.append(literal: "<code style=\"\(style.code)\">".utf8)
      append(text: text, to: &program)
      program.append(literal: "</code>".utf8)
    case .text(let text): append(text: text, to: &program)
    case .link(let url, let isButton):
      append(
        link: node, LinkTarget(url, tags: tags), isButton: isButton, isFirst: isFirstButton,
        to: &program)
    case .tag(let tag): append(tag: tag, to: &program)
    case .section(let tag):
      guard case .open(let slot, let inverted) = tags[tag].kind else { return }
      var body = Program()
      append(children: node, to: &body, tight: tight)
      program.append(.section(slot, inverted: inverted, body))
    case .document, .rawHTML: break
    }
  }

  private func append(
    link node: MarkdownNode, _ target: LinkTarget, isButton: Bool, isFirst: Bool,
    to program: inout Program
  ) {
    guard target.isAllowed else {
      append(children: node, to: &program, tight: true)
      return
    }
    program.append(literal: "<a ".utf8)
    if isButton { program.append(literal: (isFirst ? "class=b " : "class=o ").utf8) }
    program.append(literal: "href=\"".utf8)
    target.appendHTML(to: &program)
    let look = isButton ? style.button(isFirst: isFirst) : style.link
    program.append(literal: "\" style=\"\(look)\">".utf8)
    append(children: node, to: &program, tight: true)
    program.append(literal: "</a>".utf8)
  }

  /// Text from a code span may hold placeholders; any other is literal by now.
  private func append(text: String, to program: inout Program) {
    for piece in LinkTarget(text, tags: tags).pieces {
      switch piece {
      case .slot(let slot): program.append(.value(slot, .html))
      case .literal(let text):
        var bytes: [UInt8] = []
        HTMLEscape.append(text, to: &bytes)
        program.append(literal: bytes)
      }
    }
  }

  private func append(tag: Int, to program: inout Program) {
    guard case .slot(let slot) = tags[tag].kind else { return }
    switch slot {
    case .word(let key): append(text: words[key] ?? "", to: &program)
    case .named(let name) where SlotTable.row(name).kind == .block:
      program.append(.block(name, .html))
    default: program.append(.value(slot, .html))
    }
  }
}
