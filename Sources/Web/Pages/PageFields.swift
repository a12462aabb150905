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
  // A page has some fifty: looking through them is quicker than hashing.
  private var values: [(slot: UInt8, value: PageValue)] = []

  /// `expected`: how many values there will be, for room at once.
  init(expected: Int = 0) { values.reserveCapacity(expected) }

  subscript(slot: PageSlot) -> PageValue? {
    get {
      let number = slot.number
      for entry in values where entry.slot == number { return entry.value }
      return nil
    }
    set {
      let number = slot.number
      if let index = values.firstIndex(where: { $0.slot == number }) {
        if let newValue { values[index].value = newValue } else { values.remove(at: index) }
      } else if let newValue {
        values.append((number, newValue))
      }
    }
  }

  mutating func set(_ slot: PageSlot, _ text: String) { self[slot] = .text(text) }
  mutating func set(_ slot: PageSlot, _ text: String?) { self[slot] = text.map(PageValue.text) }
  mutating func set(_ slot: PageSlot, _ number: Int) { self[slot] = .number(number) }
  mutating func set(_ slot: PageSlot, _ flag: Bool) { self[slot] = .flag(flag) }
  mutating func set(_ slot: PageSlot, _ items: [PageFields]) { self[slot] = .list(items) }
  mutating func set(_ slot: PageSlot, html: [UInt8]) { self[slot] = .html(html) }
}
