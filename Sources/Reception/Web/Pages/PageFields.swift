/// What a slot of a page is filled with.
enum PageValue: Sendable {
  /// Plain text; escaped where it is inserted.
  case text(String)
  /// Markup made by us; inserted as it is.
  case html([UInt8])
  case number(Int)
  case flag(Bool)
  case list([PageFields])

  /// Whether a section of this value is shown.
  var isSet: Bool {
    switch self {
    case .text(let text): !text.isEmpty
    case .html(let html): !html.isEmpty
    case .number(let number): number != 0
    case .flag(let flag): flag
    case .list(let items): !items.isEmpty
    }
  }
}

/// The values of a page, or of one item of a list.
struct PageFields: Sendable {
  private var values: [Slot: PageValue] = [:]

  init() {}

  subscript(slot: Slot) -> PageValue? {
    get { values[slot] }
    set { values[slot] = newValue }
  }

  mutating func set(_ slot: Slot, _ text: String) { values[slot] = .text(text) }
  mutating func set(_ slot: Slot, _ text: String?) { values[slot] = text.map(PageValue.text) }
  mutating func set(_ slot: Slot, _ number: Int) { values[slot] = .number(number) }
  mutating func set(_ slot: Slot, _ flag: Bool) { values[slot] = .flag(flag) }
  mutating func set(_ slot: Slot, _ items: [PageFields]) { values[slot] = .list(items) }
  mutating func set(_ slot: Slot, html: [UInt8]) { values[slot] = .html(html) }
}
