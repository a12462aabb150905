import Domain
import Templating

/// Reads the `[[question]]` tables of an event.
struct QuestionsReader {
  let section: Section

  func read() -> [Question] {
    guard let entry = section.entry("question") else { return [] }
    guard case .array(let items) = entry.node.value else {
      section.wrongType(entry, "tables that begin with [[question]]")
      return []
    }
    var ids: Set<String> = []
    return items.compactMap { item in
      guard case .table(let table) = item.value else {
        section.error(item.place, "a question must be a table")
        return nil
      }
      let part = Section(
        [table], title: "[[question]]", file: section.file, findings: section.findings)
      return question(part, &ids)
    }
  }

  private func question(_ part: Section, _ ids: inout Set<String>) -> Question? {
    defer { part.close() }
    let id = part.text("id", required: true)
    let ask = part.localized("ask", required: true)
    let kind = part.choice("type", Question.Kind.self)
    let options = part.strings("options")
    let required = part.flag("required")
    if let board = part.entry("board") {
      part.warning(board.keyPlace, "'board' comes in a later version and does nothing yet")
    }
    guard let id, let ask else { return nil }
    guard Name.isValid(id.value) else {
      part.error(id.place, "'\(id.value)' is not an id of a-z, 0-9 and -")
      return nil
    }
    guard ids.insert(id.value).inserted else {
      part.error(id.place, "the question '\(id.value)' is there already")
      return nil
    }
    checkOptions(part, kind?.value ?? .text, options)
    return Question(
      id: id.value, ask: ask.value, kind: kind?.value ?? .text,
      options: options?.map(\.value) ?? [], required: required?.value ?? false)
  }

  private func checkOptions(
    _ part: Section, _ kind: Question.Kind, _ options: [Located<String>]?
  ) {
    let isChoice = kind == .choice || kind == .multi
    if isChoice, options?.isEmpty ?? true {
      part.error(part.place, "a question of type '\(kind.rawValue)' needs 'options'")
    }
    if !isChoice, let entry = part.entry("options") {
      part.error(
        entry.keyPlace, "'options' is for the types choice and multi, not '\(kind.rawValue)'")
    }
    var seen: Set<String> = []
    for option in options ?? [] {
      if trim(option.value).isEmpty { part.error(option.place, "an option may not be empty") }
      if !seen.insert(option.value).inserted {
        part.error(option.place, "the option '\(option.value)' is there already")
      }
    }
  }
}

extension Section {
  /// A table of free values, as text.
  func fields(_ key: String) -> [String: String] {
    guard let fields = section(key) else { return [:] }
    // The one field that means something to us: an alarm in people's calendars, so long before.
    if fields.has("alarm") { _ = fields.span("alarm") }
    var values: [String: String] = [:]
    for entry in fields.layers[0].entries {
      switch entry.node.value {
      case .string(let text), .float(let text), .date(let text), .time(let text),
        .localDateTime(let text), .offsetDateTime(let text):
        values[entry.key] = text
      case .integer(let number): values[entry.key] = String(number)
      case .boolean(let flag): values[entry.key] = String(flag)
      case .table, .array: wrongType(entry, "one value")
      }
    }
    return values
  }
}
