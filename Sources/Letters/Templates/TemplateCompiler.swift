import Domain

/// Compiles the templates of one language.
struct TemplateCompiler {
  let words: LetterWords
  let style: LetterStyle
  let columns: Set<String>?
  let fields: Set<String>?

  private func vocabulary(_ scope: SlotVocabulary.Scope) -> SlotVocabulary {
    SlotVocabulary(scope: scope, words: words.table, columns: columns, fields: fields)
  }

  /// One line of plain text, such as a subject.
  func line(_ source: TemplateSource, problems: inout [Problem]) -> Program {
    let parser = TemplateParser(source, vocabulary: vocabulary(.letter))
    problems += parser.problems
    for tag in parser.tags where tag.isBlock {
      problems.append(
        source.problem(at: tag.offset, "{{\(tag.name)}} cannot stand in a single line"))
    }
    return flat(parser) { text, program in
      program.append(literal: PlainText.oneLine(text).utf8)
    } escape: { _ in
      .plain
    }
  }

  /// A letter's Markdown, or an article's.
  func markdown(
    _ source: TemplateSource, problems: inout [Problem]
  ) -> (html: Program, text: Program) {
    let parser = TemplateParser(source, vocabulary: vocabulary(.letter), isMarkdown: true)
    problems += parser.problems
    var nesting = SectionNesting(tags: parser.tags)
    let tree = nesting.nest(MarkdownParser.parse(parser.text))
    for tag in nesting.crossed {
      let name = parser.tags[tag].name
      problems.append(
        source.problem(
          at: parser.tags[tag].offset,
          "the section {{#\(name)}} must end in the paragraph it began in, or have both its tags alone "
            + "on their lines"))
    }
    findMisuse(tree, parser.tags, source, &problems)
    if TableWidth.widest(in: parser.text) > TableWidth.most {
      problems.append(
        source.problem(
          at: 0, "a table of more than \(TableWidth.most) columns is left as it was typed",
          severity: .warning))
    }
    return (
      HTMLRenderer(tags: parser.tags, style: style, words: words.table).render(tree),
      TextRenderer(tags: parser.tags, words: words.table).render(tree)
    )
  }

  /// An event's text: Markdown without slots.
  func plainMarkdown(_ text: String) -> (html: Program, text: Program) {
    var nesting = SectionNesting(tags: [])
    let tree = nesting.nest(MarkdownParser.parse(SlotPlaceholder.removed(from: text)))
    return (
      HTMLRenderer(tags: [], style: style, words: [:]).render(tree),
      TextRenderer(tags: [], words: [:]).render(tree)
    )
  }

  func layouts(
    html: SourceText, text: SourceText, problems: inout [Problem]
  ) -> LetterTemplate.Layouts {
    let htmlSource = TemplateSource(path: html.path, text: html.text)
    let textSource = TemplateSource(path: text.path, text: text.text)
    let htmlParser = TemplateParser(htmlSource, vocabulary: vocabulary(.layout), isLayout: true)
    let textParser = TemplateParser(textSource, vocabulary: vocabulary(.layout), isLayout: true)
    for (parser, source) in [(htmlParser, htmlSource), (textParser, textSource)] {
      problems += parser.problems
      for slot in ["content", "network.address", "link.unsubscribe", "reason"]
      where !parser.tags.contains(where: { $0.name == slot }) {
        problems.append(source.problem(at: 0, "the layout must hold {{\(slot)}}"))
      }
    }
    let linked = htmlParser
    return LetterTemplate.Layouts(
      html: flat(linked) { text, program in
        program.append(literal: text.utf8)
      } escape: {
        SlotTable.row($0).kind == .link ? .htmlURL : .html
      },
      text: TextLayout.program(textParser, words: words.table))
  }

  /// Tags in running text, in the order they stand.
  private func flat(
    _ parser: TemplateParser, literal: (String, inout Program) -> Void,
    escape: (SlotName) -> Escape
  ) -> Program {
    FlatTemplate(parser, words: words.table).program(literal: literal) { slot in
      if case .named(let name) = slot { escape(name) } else { escape(.personName) }
    }
  }

  private func findMisuse(
    _ node: MarkdownNode, _ tags: [TemplateTag], _ source: TemplateSource,
    _ problems: inout [Problem]
  ) {
    var search = ForwardSearch(source.text)
    findMisuse(node, tags, source, &search, &problems)
  }

  private func findMisuse(
    _ node: MarkdownNode, _ tags: [TemplateTag], _ source: TemplateSource,
    _ search: inout ForwardSearch, _ problems: inout [Problem]
  ) {
    switch node.kind {
    case .rawHTML(let html):
      let line = String(html.prefix { $0 != "\n" })
      problems.append(
        source.problem(
          at: search.next(line), "HTML is left out of letters; write Markdown", severity: .warning))
    case .paragraph where node.children.contains { isBlockTag($0, tags) },
      .heading where node.children.contains { isBlockTag($0, tags) }:
      for child in node.children where isBlockTag(child, tags) {
        guard case .tag(let tag) = child.kind else { continue }
        problems.append(
          source.problem(
            at: tags[tag].offset,
            "{{\(tags[tag].name)}} is a run of paragraphs: it must stand alone on its line"))
      }
    case .link(let url, _):
      let target = LinkTarget(url, tags: tags)
      if !target.isAllowed, !source.text.isEmpty {
        let shown = target.pieces.map { if case .literal(let text) = $0 { text } else { "{{…}}" } }
          .joined()
        let begin = if case .literal(let text)? = target.pieces.first { text } else { "" }
        problems.append(
          source.problem(
            at: search.next("](" + begin, "](<" + begin, "]("),
            "a link must begin with https:, http: or mailto:, not \"\(shown)\""))
      }
    default: break
    }
    for child in node.children { findMisuse(child, tags, source, &search, &problems) }
  }

  private func isBlockTag(_ node: MarkdownNode, _ tags: [TemplateTag]) -> Bool {
    if case .tag(let tag) = node.kind { tags[tag].isBlock } else { false }
  }
}
