import Templating

/// Reads a template; `partials` are texts by name, `constant` answers what is known by now.
struct PageTemplateParser {
  let partials: [String: String]
  /// What stands before the paths of the pages' own links, forms and pictures.
  var base = ""
  let constant: (String) -> String?

  /// Throws the first fault, placed in the file where it stands.
  func parse(_ text: String, file: String) throws(PageFault) -> PageTemplate {
    var scanner = Scanner(text: Array(text.utf8), file: file)
    return PageTemplate(pieces: try pieces(&scanner, inside: nil, depth: 0))
  }

  private func pieces(
    _ scanner: inout Scanner, inside section: String?, depth: Int
  ) throws(PageFault) -> [PageTemplate.Piece] {
    var result: [PageTemplate.Piece] = []
    while true {
      Self.append(based(scanner.textUpToTag()), to: &result)
      guard let tag = try scanner.tag() else {
        if let section { throw scanner.fault("{{#\(section)}} is never closed") }
        return result
      }
      switch tag.kind {
      case .comment:
        break
      case .variable:
        if let known = constant(tag.name) {
          Self.append(HTMLEscape.bytes(known), to: &result)
        } else {
          result.append(.slot(try slot(tag)))
        }
      case .section, .inverted:
        let slot = try slot(tag)
        let inner = try pieces(&scanner, inside: tag.name, depth: depth)
        result.append(tag.kind == .section ? .section(slot, inner) : .inverted(slot, inner))
      case .close:
        guard tag.name == section else {
          throw tag.fault("{{/\(tag.name)}} closes nothing that is open here")
        }
        return result
      case .partial:
        guard let text = partials[tag.name] else {
          throw tag.fault("there is no web/\(tag.name).html")
        }
        guard depth < 8 else { throw tag.fault("{{>\(tag.name)}} contains itself") }
        var inner = Scanner(text: Array(text.utf8), file: "web/\(tag.name).html")
        for piece in try pieces(&inner, inside: nil, depth: depth + 1) {
          if case .text(let text) = piece {
            Self.append(text, to: &result)
          } else {
            result.append(piece)
          }
        }
      }
    }
  }

  /// `href`, `action` and `src` of paths on this server lead below `base`. Done here, so that
  /// templates need not know where the pages are served, and those of earlier versions work
  /// anywhere.
  private func based(_ text: [UInt8]) -> [UInt8] {
    if base.isEmpty { return text }
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      let begin = Self.attributes.first { text[index...].starts(with: $0) }
      guard let begin, index + begin.count >= text.count || text[index + begin.count] != 0x2F else {
        result.append(text[index])
        index += 1
        continue
      }
      result += begin.dropLast() + HTMLEscape.bytes(base) + [0x2F]
      index += begin.count
    }
    return result
  }

  private static let attributes = ["href=\"/", "action=\"/", "src=\"/"].map { Array($0.utf8) }

  private func slot(_ tag: Tag) throws(PageFault) -> PageSlot {
    if let slot = PageSlot(rawValue: tag.name) { return slot }
    throw tag.fault("nothing is called \"\(tag.name)\" on this page")
  }

  /// Text that follows text is one piece, so that rendering copies few large runs.
  private static func append(_ text: [UInt8], to pieces: inout [PageTemplate.Piece]) {
    guard !text.isEmpty else { return }
    if case .text(var before) = pieces.last {
      // Taken out while it grows, or each piece would copy all that stands before it.
      pieces[pieces.count - 1] = .text([])
      before.append(contentsOf: text)
      pieces[pieces.count - 1] = .text(before)
    } else {
      pieces.append(.text(text))
    }
  }
}

extension PageTemplateParser {
  struct Tag {
    enum Kind { case variable, section, inverted, close, partial, comment }

    var kind: Kind
    var name: String
    var place: PageFault

    func fault(_ text: String) -> PageFault {
      PageFault(file: place.file, line: place.line, column: place.column, text: text)
    }
  }

  private struct Scanner {
    let text: [UInt8]
    let file: String
    var position = 0

    init(text: [UInt8], file: String) {
      self.text = text
      self.file = file
    }

    func fault(_ message: String) -> PageFault {
      let before = text[..<min(position, text.count)]
      let line = before.count { $0 == UInt8(ascii: "\n") } + 1
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      return PageFault(
        file: file, line: line, column: before.count - lineStart + 1, text: message)
    }

    private func stands(_ a: UInt8, at index: Int) -> Bool {
      index + 1 < text.count && text[index] == a && text[index + 1] == a
    }

    mutating func textUpToTag() -> [UInt8] {
      let start = position
      while position < text.count, !stands(UInt8(ascii: "{"), at: position) { position += 1 }
      return Array(text[start..<position])
    }

    mutating func tag() throws(PageFault) -> Tag? {
      guard position < text.count else { return nil }
      let place = fault("")
      var end = position + 2
      while !stands(UInt8(ascii: "}"), at: end) {
        end += 1
        if end >= text.count { throw fault("{{ without }}") }
      }
      let inside = String(decoding: text[(position + 2)..<end], as: UTF8.self)
      let kind: Tag.Kind =
        switch inside.first {
        case "#": .section
        case "^": .inverted
        case "/": .close
        case ">": .partial
        case "!": .comment
        case "{", "&": throw fault("a page inserts nothing unescaped; write {{name}}")
        default: .variable
        }
      let name = (kind == .variable ? inside[...] : inside.dropFirst())
        .filter { $0 != " " }
      position = end + 2
      return Tag(kind: kind, name: name, place: place)
    }
  }
}
