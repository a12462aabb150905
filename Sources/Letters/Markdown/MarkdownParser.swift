import CCMark

/// CommonMark with tables and strikethrough, read by libcmark-gfm into a tree of our own.
enum MarkdownParser {
  private static let extensions: [String] = {
    cmark_gfm_core_extensions_ensure_registered()
    return ["table", "strikethrough", "autolink"]
  }()

  /// How deep a document's nodes may stand. Nobody writes deeper; what does is kept as plain text,
  /// because every later walk over the tree is a recursion, and a host's note comes from outside.
  private static let deepest = 40

  /// Never fails: every text is some document.
  static func parse(_ text: String) -> MarkdownNode {
    document(text) { MarkdownNode(.document, children(of: $0, depth: 1)) }
  }

  /// The type of every node and the line it begins on, in the order of the text.
  static func walk(_ text: String, _ visit: (_ type: String, _ line: Int) -> Void) {
    document(text) { root in
      guard let walk = cmark_iter_new(root) else { fatalError("cmark cannot allocate an iterator") }
      defer { cmark_iter_free(walk) }
      while true {
        let event = cmark_iter_next(walk)
        if event == CMARK_EVENT_DONE { return }
        guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(walk) else { continue }
        visit(string(cmark_node_get_type_string(node)), Int(cmark_node_get_start_line(node)))
      }
    }
  }

  private static func document<R>(_ text: String, _ body: (OpaquePointer) -> R) -> R {
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8) else {
      fatalError("cmark cannot allocate a parser")
    }
    defer { cmark_parser_free(parser) }
    let isTooWide = TableWidth.widest(in: text) > TableWidth.most
    for name in extensions where name != "table" || !isTooWide {
      if let found = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    guard let root = cmark_parser_finish(parser) else {
      fatalError("cmark returned no document for \(text.utf8.count) bytes")
    }
    defer { cmark_node_free(root) }
    return body(root)
  }

  private static func children(of node: OpaquePointer, depth: Int) -> [MarkdownNode] {
    if depth > deepest { return [MarkdownNode(.text(words(in: node)))] }
    var out: [MarkdownNode] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      out.append(contentsOf: convert(child, depth: depth + 1))
      next = cmark_node_next(child)
    }
    return out
  }

  /// The text of a node and everything below it, without its tags.
  private static func words(in node: OpaquePointer) -> String {
    guard let walk = cmark_iter_new(node) else { fatalError("cmark cannot allocate an iterator") }
    defer { cmark_iter_free(walk) }
    var words: [String] = []
    while cmark_iter_next(walk) != CMARK_EVENT_DONE {
      guard let node = cmark_iter_get_node(walk), let literal = cmark_node_get_literal(node),
        ["text", "code", "code_block"].contains(string(cmark_node_get_type_string(node)))
      else { continue }
      words.append(SlotPlaceholder.removed(from: String(cString: literal)))
    }
    return words.joined(separator: " ")
  }

  private static func convert(_ node: OpaquePointer, depth: Int) -> [MarkdownNode] {
    let type = string(cmark_node_get_type_string(node))
    switch type {
    case "text": return split(string(cmark_node_get_literal(node)))
    case "html_block", "html_inline": return [html(string(cmark_node_get_literal(node)))]
    case "code": return [MarkdownNode(.code(string(cmark_node_get_literal(node))))]
    case "code_block": return [MarkdownNode(.codeBlock(string(cmark_node_get_literal(node))))]
    // A remote image would tell the sender that the mail was opened: its text is shown instead.
    case "image": return children(of: node, depth: depth)
    case "table_header", "table_row":
      return [MarkdownNode(.tableRow, TableWidth.trimmed(children(of: node, depth: depth)))]
    default: return [MarkdownNode(kind(type, node), children(of: node, depth: depth))]
    }
  }

  private static func kind(_ type: String, _ node: OpaquePointer) -> MarkdownNode.Kind {
    switch type {
    case "paragraph": .paragraph
    case "block_quote": .blockQuote
    case "heading": .heading(Int(cmark_node_get_heading_level(node)))
    case "list":
      .list(
        ordered: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST,
        start: Int(cmark_node_get_list_start(node)), tight: cmark_node_get_list_tight(node) != 0)
    case "item": .item
    case "thematic_break": .thematicBreak
    case "softbreak": .softBreak
    case "linebreak": .lineBreak
    case "emph": .emphasis
    case "strong": .strong
    case "strikethrough": .strikethrough
    case "link":
      .link(
        url: string(cmark_node_get_url(node)),
        isButton: string(cmark_node_get_title(node)) == "button")
    case "table": .table
    case "table_cell":
      .tableCell(
        isHeader: string(cmark_node_get_type_string(cmark_node_parent(node))) == "table_header")
    default: .paragraph
    }
  }

  /// A text node in its literal runs and tags.
  private static func split(_ text: String) -> [MarkdownNode] {
    var out: [MarkdownNode] = []
    var run = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard let tag = SlotPlaceholder.index(scalar) else {
        run.append(scalar)
        continue
      }
      if !run.isEmpty { out.append(MarkdownNode(.text(String(run)))) }
      run = String.UnicodeScalarView()
      out.append(MarkdownNode(.tag(tag)))
    }
    if !run.isEmpty { out.append(MarkdownNode(.text(String(run)))) }
    return out
  }

  /// The comments that `TemplateParser` puts around lone tags become tags again.
  private static func html(_ literal: String) -> MarkdownNode {
    let scalars = literal.unicodeScalars.filter { !$0.properties.isWhitespace }
    let inner = scalars.dropFirst(4).dropLast(3)
    guard inner.count == 1, let tag = inner.first.flatMap(SlotPlaceholder.index) else {
      return MarkdownNode(.rawHTML(literal))
    }
    return MarkdownNode(.tag(tag))
  }

  private static func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}
