/// A node of a Markdown document with its slots and sections in place.
struct MarkdownNode: Sendable {
  enum Kind: Sendable, Hashable {
    case document, paragraph, blockQuote, item, thematicBreak, softBreak, lineBreak
    case emphasis, strong, strikethrough
    case heading(Int)
    case list(ordered: Bool, start: Int, tight: Bool)
    case codeBlock(String)
    case code(String)
    case text(String)
    /// `isButton`: the link has the title "button". The URL may hold placeholders.
    case link(url: String, isButton: Bool)
    case table
    case tableRow
    case tableCell(isHeader: Bool)
    /// Raw HTML, which letters do not carry; kept to be reported.
    case rawHTML(String)
    /// A tag on its own: a value, or until sections are nested an opening or closing tag.
    case tag(Int)
    /// The children are kept or left out together, or once for each item.
    case section(Int)
  }

  var kind: Kind
  var children: [MarkdownNode] = []

  init(_ kind: Kind, _ children: [MarkdownNode] = []) {
    self.kind = kind
    self.children = children
  }

  var holdsHTML: Bool {
    if case .rawHTML = kind { true } else { children.contains(where: \.holdsHTML) }
  }

  var isList: Bool { if case .list = kind { true } else { false } }

  var sectionTag: Int? { if case .section(let tag) = kind { tag } else { nil } }

  var isButton: Bool { if case .link(_, true) = kind { true } else { false } }
}
