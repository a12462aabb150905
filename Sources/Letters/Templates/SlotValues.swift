/// The values of one letter's slots. Every value is one clean line from the moment it is set.
struct SlotValues: Sendable {
  private var texts = [String](repeating: "", count: SlotName.allCases.count)
  private var lists: [SlotName: [[String]]] = [:]
  private var item: [String] = []
  var personFields: [String: String] = [:]
  var eventFields: [String: String] = [:]
  var blocks = Blocks()

  /// Markdown texts that are compiled once per event and language.
  struct Blocks: Sendable {
    var aboutHTML = Program()
    var aboutText = Program()
    var articleHTML = Program()
    var articleText = Program()
    var noteHTML = Program()
    var noteText = Program()
  }

  subscript(name: SlotName) -> String {
    get { texts[name.rawValue] }
    set { texts[name.rawValue] = PlainText.value(newValue) }
  }

  mutating func set(_ name: SlotName, if condition: Bool) {
    texts[name.rawValue] = condition ? "1" : ""
  }

  mutating func set(_ name: SlotName, items: [[String]]) {
    lists[name] = items.map { $0.map(PlainText.value) }
  }

  func text(_ slot: Slot) -> String {
    switch slot {
    case .named(let name): texts[name.rawValue]
    case .personField(let column): PlainText.value(personFields[column] ?? "")
    case .eventField(let field): PlainText.value(eventFields[field] ?? "")
    case .item(let index): index < item.count ? item[index] : ""
    case .word: ""  // written when the template was compiled
    }
  }

  func isSet(_ slot: Slot) -> Bool {
    switch slot {
    case .named(.eventAbout): !blocks.aboutHTML.isEmpty
    case .named(.article): !blocks.articleHTML.isEmpty
    case .named(.noteText): !blocks.noteHTML.isEmpty
    case .word: true
    default: items(slot).map { !$0.isEmpty } ?? !text(slot).isEmpty
    }
  }

  /// The items of a list; nil for any other slot.
  func items(_ slot: Slot) -> [[String]]? {
    guard case .named(let name) = slot, SlotTable.row(name).kind == .list else { return nil }
    return lists[name] ?? []
  }

  func block(_ name: SlotName, _ form: Program.Form) -> Program? {
    switch (name, form) {
    case (.eventAbout, .html): blocks.aboutHTML
    case (.eventAbout, .text): blocks.aboutText
    case (.article, .html): blocks.articleHTML
    case (.article, .text): blocks.articleText
    case (.noteText, .html): blocks.noteHTML
    case (.noteText, .text): blocks.noteText
    default: nil
    }
  }

  func with(item: [String]) -> SlotValues {
    var copy = self
    copy.item = item
    return copy
  }
}
