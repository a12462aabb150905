import Domain
import Templating

/// The slots a template may use: the fixed ones, the roster's columns and the events' fields.
struct SlotVocabulary: Sendable {
  enum Scope { case letter, layout }

  private static let byName: [String: SlotName] = Dictionary(
    uniqueKeysWithValues: SlotName.allCases.map { (SlotTable.row($0).name, $0) })

  private let scope: Scope
  /// Nil: any name will do, because the programme was checked before.
  private let columns: Set<String>?
  private let fields: Set<String>?
  /// `word.KEY` is a text of the language, known before any letter is written.
  let words: [String: String]

  init(
    scope: Scope, words: [String: String], columns: Set<String>? = nil, fields: Set<String>? = nil
  ) {
    self.scope = scope
    self.columns = columns
    self.fields = fields
    self.words = words
  }

  func slot(_ name: String) -> Slot? {
    if let known = Self.byName[name] {
      let isLayoutOnly = SlotTable.row(known).group == "Layouts only"
      return isLayoutOnly && scope == .letter ? nil : .named(known)
    }
    if name.hasPrefix("word.") {
      let key = String(name.dropFirst(5))
      return words[key] == nil ? nil : .word(key)
    }
    if name.hasPrefix("person.") {
      let column = String(name.dropFirst(7))
      if columns?.contains(column) ?? true { return .personField(column) }
    }
    if name.hasPrefix("fields.") {
      let field = String(name.dropFirst(7))
      if fields?.contains(field) ?? true { return .eventField(field) }
    }
    return nil
  }

  /// `; did you mean {{…}}?` with the nearest known names, or nothing.
  func suggestion(_ name: String) -> String {
    let known =
      Self.byName.filter { scope == .layout || SlotTable.row($0.value).group != "Layouts only" }
      .keys
      + (columns ?? []).map { "person.\($0)" } + (fields ?? []).map { "fields.\($0)" }
      + words.keys.map { "word.\($0)" }
    let distances = known.map { ($0, EditDistance.between(Array(name.utf8), Array($0.utf8))) }
    guard let least = distances.map(\.1).min(), least <= 3 else { return "" }
    let near = distances.filter { $0.1 == least }.map { "{{\($0.0)}}" }.sorted().prefix(3)
    return "; did you mean \(near.joined(separator: " or "))?"
  }
}
