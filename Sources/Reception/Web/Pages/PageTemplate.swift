/// A page in the logic-less part of Mustache: `{{x}}`, `{{#x}}…{{/x}}`, `{{^x}}…{{/x}}`, `{{>part}}`
/// and `{{! comment }}`.
///
/// What is known when the template is read (words, the network's name, the accent) becomes text at
/// once, so that a request only fills in what is personal. Every value is escaped where it is
/// inserted; a value is never read as a template again. Unlike other Mustaches, a name that nobody
/// knows is an error of the template.
struct PageTemplate: Sendable {
  enum Piece: Sendable {
    case text([UInt8])
    case slot(Slot)
    case section(Slot, [Piece])
    case inverted(Slot, [Piece])
  }

  let pieces: [Piece]

  func render(_ fields: PageFields) -> PageOutput {
    var output = PageOutput()
    var scopes = [fields]
    Self.render(pieces, &scopes, into: &output)
    return output
  }

  private static func render(
    _ pieces: [Piece], _ scopes: inout [PageFields], into output: inout PageOutput
  ) {
    for piece in pieces {
      switch piece {
      case .text(let text):
        output.append(text)
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
  private static func value(of slot: Slot, in scopes: [PageFields]) -> PageValue {
    for scope in scopes.reversed() {
      if let value = scope[slot] { return value }
    }
    return .flag(false)
  }

  private static func insert(_ value: PageValue, into output: inout PageOutput) {
    switch value {
    case .text(let text): output.append(escaping: text)
    case .parts(let parts):
      for part in parts {
        switch part {
        case .text(let text): output.append(escaping: text)
        case .blank(let blank): output.append(blank)
        }
      }
    case .html(let html): output.append(html)
    case .output(let inner): output.append(inner)
    case .number(let number): output.append(escaping: String(number))
    case .flag, .list: break
    }
  }
}
