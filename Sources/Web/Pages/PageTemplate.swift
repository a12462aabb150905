import Templating

/// A page in the logic-less part of Mustache: `{{x}}`, `{{#x}}…{{/x}}`, `{{^x}}…{{/x}}`,
/// `{{>part}}` and `{{! comment }}`.
///
/// What is known when the template is read (words, the network's name, the accent) becomes text at
/// once, so that a request only fills in what is personal. Every value is escaped where it is
/// inserted; a value is never read as a template again. Unlike other Mustaches, a name that nobody
/// knows is an error of the template.
struct PageTemplate: Sendable {
  enum Piece: Sendable {
    case text([UInt8])
    case slot(PageSlot)
    case section(PageSlot, [Piece])
    case inverted(PageSlot, [Piece])
  }

  let pieces: [Piece]

  /// The page's bytes, written in one pass.
  func render(_ fields: PageFields) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(24 * 1024)
    var scopes = [fields]
    Self.render(pieces, &scopes, into: &output)
    return output
  }

  /// This template with another in the place of a slot, so that both are one when a page is asked
  /// for.
  func with(_ inner: PageTemplate, at slot: PageSlot) -> PageTemplate {
    PageTemplate(pieces: Self.replacing(slot, by: inner.pieces, in: pieces))
  }

  private static func replacing(
    _ slot: PageSlot, by inner: [Piece], in pieces: [Piece]
  ) -> [Piece] {
    pieces.flatMap { piece -> [Piece] in
      switch piece {
      case .slot(slot): inner
      case .section(let other, let within):
        [.section(other, replacing(slot, by: inner, in: within))]
      case .inverted(let other, let within):
        [.inverted(other, replacing(slot, by: inner, in: within))]
      case .text, .slot: [piece]
      }
    }
  }

  private static func render(
    _ pieces: [Piece], _ scopes: inout [PageFields], into output: inout [UInt8]
  ) {
    for piece in pieces {
      switch piece {
      case .text(let text):
        output += text
      case .slot(let slot):
        insert(value(of: slot, in: scopes), into: &output)
      case .section(let slot, let inner):
        switch value(of: slot, in: scopes) {
        case .list(let items):
          for item in items {
            scopes.append(item)
            render(inner, &scopes, into: &output)
            scopes.removeLast()
          }
        case let value where value.isSet:
          render(inner, &scopes, into: &output)
        default:
          break
        }
      case .inverted(let slot, let inner):
        if !value(of: slot, in: scopes).isSet { render(inner, &scopes, into: &output) }
      }
    }
  }

  /// The innermost value, so that the items of a list see what surrounds them.
  private static func value(of slot: PageSlot, in scopes: [PageFields]) -> PageValue {
    for scope in scopes.reversed() {
      if let value = scope[slot] { return value }
    }
    return .flag(false)
  }

  private static func insert(_ value: PageValue, into output: inout [UInt8]) {
    switch value {
    case .text(let text): HTMLEscape.append(text, to: &output)
    case .html(let html): output += html
    case .number(let number): output += String(number).utf8
    case .flag, .list: break
    }
  }
}
