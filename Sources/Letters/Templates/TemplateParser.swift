import Domain

/// Reads the Mustache tags of a template: `{{slot}}`, `{{#section}}`, `{{^section}}`,
/// `{{/section}}` and `{{! comment}}`. Everything is checked here, so filling a template cannot
/// fail.
///
/// `{{{` is refused: nothing that comes from a person is ever markup. The one exception is
/// `{{{content}}}` in `layout.html`, the place of the letter itself.
struct TemplateParser {
  /// The text with a placeholder scalar for each tag.
  private(set) var text = ""
  private(set) var tags: [TemplateTag] = []
  private(set) var problems: [Problem] = []

  private let source: TemplateSource
  private let vocabulary: SlotVocabulary
  private let isLayout: Bool
  private var open: [Int] = []
  /// Each level is a recursion of every later walk; nothing behind the first that is too deep is
  /// read.
  private var isTooDeep = false
  private static let deepest = 40

  /// In Markdown, tags alone on their line become blocks of their own; in a layout, a section tag
  /// alone on its line takes the line with it (Mustache's standalone rule).
  init(
    _ source: TemplateSource, vocabulary: SlotVocabulary, isLayout: Bool = false,
    isMarkdown: Bool = false
  ) {
    self.source = source
    self.vocabulary = vocabulary
    self.isLayout = isLayout
    scan()
    for index in open {
      report(tags[index].offset, "the section {{#\(tags[index].name)}} is never closed")
    }
    if !open.isEmpty || !problems.isEmpty { closeRest() }
    if isMarkdown { text = Self.blocksApart(text, tags) }
    if isLayout { text = Self.withoutStandaloneLines(text, tags) }
  }

  private mutating func scan() {
    let bytes = Array(SlotPlaceholder.removed(from: source.text).utf8)
    var index = 0
    var literal = 0
    while index + 1 < bytes.count {
      guard bytes[index] == 0x7b, bytes[index + 1] == 0x7b else {
        index += 1
        continue
      }
      text += String(decoding: bytes[literal..<index], as: UTF8.self)
      let triple = index + 2 < bytes.count && bytes[index + 2] == 0x7b
      let close: [UInt8] = triple ? [0x7d, 0x7d, 0x7d] : [0x7d, 0x7d]
      let start = index + close.count
      guard let end = Self.find(close, in: bytes, from: start) else {
        report(index, "a tag that begins here is never closed with \(triple ? "}}}" : "}}")")
        literal = bytes.count
        break
      }
      take(String(decoding: bytes[start..<end], as: UTF8.self), triple: triple, at: index)
      index = end + close.count
      literal = index
      if isTooDeep {
        literal = bytes.count
        break
      }
    }
    text += String(decoding: bytes[min(literal, bytes.count)...], as: UTF8.self)
  }

  private mutating func take(_ content: String, triple: Bool, at offset: Int) {
    let sigil = triple ? nil : content.unicodeScalars.first
    let marked = sigil.map { "#^/!>&=".unicodeScalars.contains($0) } ?? false
    let name = Self.trimmed(marked ? String(content.unicodeScalars.dropFirst()) : content)
    if sigil == "!" { return }
    if triple && !(isLayout && name == "content") {
      report(offset, "{{{ is not allowed: values are always escaped; write {{\(name)}}")
      return
    }
    if marked, sigil == ">" || sigil == "&" || sigil == "=" {
      report(offset, "{{\(content)}} is not a tag that letters know")
      return
    }
    if sigil == "/" {
      closeSection(name, offset)
      return
    }
    guard let slot = resolve(name, offset) else {
      if marked, open.count < Self.deepest { openUnknown(name, offset) }
      return
    }
    if marked {
      guard open.count < Self.deepest else {
        isTooDeep = true
        report(offset, "{{#\(name)}} stands in \(Self.deepest) sections already; nest fewer")
        return
      }
      open.append(tags.count)
      add(.open(slot, inverted: sigil == "^"), name, offset)
    } else {
      checkPrintable(slot, name, offset)
      add(.slot(slot), name, offset)
    }
  }

  private mutating func closeSection(_ name: String, _ offset: Int) {
    guard let index = open.last else {
      report(offset, "{{/\(name)}} closes a section that is not open")
      return
    }
    guard tags[index].name == name else {
      report(offset, "{{/\(name)}} comes before {{/\(tags[index].name)}}, which was opened later")
      return
    }
    open.removeLast()
    tags[index].partner = tags.count
    add(.close, name, offset)
  }

  /// An unknown section is reported once; its closing tag must still find it.
  private mutating func openUnknown(_ name: String, _ offset: Int) {
    open.append(tags.count)
    add(.open(.named(.networkName), inverted: false), name, offset)
  }

  private mutating func resolve(_ name: String, _ offset: Int) -> Slot? {
    for index in open.reversed() {
      guard case .open(.named(let list), false) = tags[index].kind else { continue }
      if let item = SlotTable.row(list).itemFields.firstIndex(of: name) { return .item(item) }
    }
    if let slot = vocabulary.slot(name) { return slot }
    report(offset, "there is no slot {{\(name)}}\(vocabulary.suggestion(name))")
    return nil
  }

  private mutating func checkPrintable(_ slot: Slot, _ name: String, _ offset: Int) {
    guard case .named(let known) = slot else { return }
    switch SlotTable.row(known).kind {
    case .flag: report(offset, "{{\(name)}} is a yes or a no: use it as {{#\(name)}}…{{/\(name)}}")
    case .list: report(offset, "{{\(name)}} is a list: use it as {{#\(name)}}…{{/\(name)}}")
    case .text, .link, .block: break
    }
  }

  private mutating func closeRest() {
    for index in open.reversed() {
      tags[index].partner = tags.count
      add(.close, tags[index].name, tags[index].offset)
    }
    open = []
  }

  private mutating func add(_ kind: TemplateTag.Kind, _ name: String, _ offset: Int) {
    if tags.count >= SlotPlaceholder.limit { return }
    text.unicodeScalars.append(SlotPlaceholder.scalar(tags.count))
    tags.append(TemplateTag(kind: kind, name: name, offset: offset))
  }

  private mutating func report(_ offset: Int, _ message: String) {
    problems.append(source.problem(at: offset, message))
  }
}

extension TemplateParser {
  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + pattern.count <= bytes.count {
      if bytes[index..<index + pattern.count].elementsEqual(pattern) { return index }
      index += 1
    }
    return nil
  }

  /// The only tag of a line that holds nothing else, if so.
  private static func loneTag(_ line: Substring.UnicodeScalarView, _ tags: [TemplateTag]) -> Int? {
    var found: Int?
    for scalar in line where !scalar.properties.isWhitespace {
      guard found == nil, let index = SlotPlaceholder.index(scalar) else { return nil }
      found = index
    }
    return found
  }

  private static func mapLines(
    _ text: String, _ body: (Substring.UnicodeScalarView) -> String?
  ) -> String {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .compactMap { body(Substring($0).unicodeScalars) }.joined(separator: "\n")
  }

  /// A section tag or block slot alone on its line becomes an HTML comment, which CommonMark takes
  /// as a block of its own (4.6, condition 2), whatever stands around it.
  private static func blocksApart(_ text: String, _ tags: [TemplateTag]) -> String {
    mapLines(text) { line in
      guard let index = loneTag(line, tags) else { return String(line) }
      if case .slot = tags[index].kind, !tags[index].isBlock { return String(line) }
      let indent = String(String.UnicodeScalarView(line.prefix { $0 == " " }))
      return "\(indent)<!--\(SlotPlaceholder.scalar(index))-->"
    }
  }

  private static func withoutStandaloneLines(_ text: String, _ tags: [TemplateTag]) -> String {
    var joined = ""
    var pending = ""
    for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      let view = Substring(line).unicodeScalars
      if let index = loneTag(view, tags), !isSlot(tags[index]) {
        joined += pending
        pending = ""
        joined.unicodeScalars.append(SlotPlaceholder.scalar(index))
      } else {
        joined += pending + String(view)
        pending = "\n"
      }
    }
    return joined + pending
  }

  private static func isSlot(_ tag: TemplateTag) -> Bool {
    if case .slot = tag.kind { true } else { false }
  }
}
