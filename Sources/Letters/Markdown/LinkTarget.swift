import Templating

/// The URL of a Markdown link: literal pieces and slots.
struct LinkTarget {
  enum Piece: Hashable {
    case literal(String)
    case slot(Slot)
  }

  let pieces: [Piece]

  init(_ url: String, tags: [TemplateTag]) {
    var pieces: [Piece] = []
    var run = String.UnicodeScalarView()
    for scalar in url.unicodeScalars {
      guard let tag = SlotPlaceholder.index(scalar) else {
        run.append(scalar)
        continue
      }
      if !run.isEmpty { pieces.append(.literal(String(run))) }
      run = String.UnicodeScalarView()
      if case .slot(let slot) = tags[tag].kind { pieces.append(.slot(slot)) }
    }
    if !run.isEmpty { pieces.append(.literal(String(run))) }
    self.pieces = pieces
  }

  /// Whether it begins with a scheme a reader may be sent to, or with a slot, which is checked when
  /// it is filled.
  var isAllowed: Bool {
    switch pieces.first {
    case .literal(let text): Escape.isLink(text)
    case .slot(.named(let name)): SlotTable.row(name).kind == .link
    case .slot(.personField), .slot(.eventField): true
    case .slot, nil: false
    }
  }

  /// The address of a `mailto:` link.
  var mailAddress: [Piece]? {
    guard case .literal(let text) = pieces.first, text.lowercased().hasPrefix("mailto:") else {
      return nil
    }
    let rest = String(text.dropFirst(7))
    return (rest.isEmpty ? [] : [.literal(rest)]) + pieces.dropFirst()
  }

  /// The value of the attribute `href`.
  func appendHTML(to program: inout Program) {
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .literal(let text):
        var bytes: [UInt8] = []
        HTMLEscape.append(Self.ascii(text), to: &bytes)
        program.append(literal: bytes)
      case .slot(let slot): program.append(.value(slot, index == 0 ? .htmlURL : .htmlURLPart))
      }
    }
  }

  func appendText(to program: inout Program) {
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .literal(let text): program.append(literal: Self.ascii(text).utf8)
      case .slot(let slot): program.append(.value(slot, index == 0 ? .plain : .plainURLPart))
      }
    }
  }

  /// What a URL may not hold, percent-encoded (RFC 3986 2.1); what is encoded already stays.
  private static func ascii(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      if byte > 0x20, byte < 0x7f, byte != 0x22, byte != 0x3c, byte != 0x3e, byte != 0x5c {
        out.append(byte)
      } else {
        out.append(0x25)
        out.append(hex: byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
