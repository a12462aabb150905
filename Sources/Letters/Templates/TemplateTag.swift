/// One `{{…}}` of a template and where it stands.
struct TemplateTag: Hashable {
  enum Kind: Hashable {
    case slot(Slot)
    case open(Slot, inverted: Bool)
    case close
  }

  var kind: Kind
  /// As written, for messages.
  var name: String
  /// Offset of `{{` in the UTF-8 of the source.
  var offset: Int
  /// For an opening tag, the index of its closing one.
  var partner: Int = -1

  /// A slot whose value is a run of blocks, which must stand alone on its line.
  var isBlock: Bool {
    if case .slot(.named(let name)) = kind { SlotTable.row(name).kind == .block } else { false }
  }
}
