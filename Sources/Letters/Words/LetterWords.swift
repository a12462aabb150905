import Domain

/// The words of one language: `Templates/LANG/words.toml`, flattened with dots.
struct LetterWords: Sendable {
  let language: String
  let table: [String: String]

  init(language: String, table: [String: String]) {
    self.language = language
    self.table = table.mapValues(SlotPlaceholder.removed)
  }

  /// Empty for a key the language lacks; `check` has named it before.
  subscript(key: String) -> String { table[key] ?? "" }

  /// The text of `key` with each `{name}` replaced.
  func callAsFunction(_ key: String, _ values: KeyValuePairs<String, String>) -> String {
    // On bytes: braces are ASCII, and walking through characters costs ten times as much.
    var out = ""
    let text = self[key]
    var rest = text[...]
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
      let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      out += rest[..<open]
      let name = rest[rest.utf8.index(after: open)..<close]
      out += values.first { $0.key == name }?.value ?? String(rest[open...close])
      rest = rest[rest.utf8.index(after: close)...]
    }
    return out.isEmpty ? String(rest) : out + rest
  }

  /// "1 persoon", "312 mensen"
  func people(_ count: Int) -> String {
    let form = "mail.people_\(PluralForm(count, language: language).rawValue)"
    return self(table[form] == nil ? "mail.people_other" : form, ["n": String(count)])
  }

  /// Every key that letters in this language need.
  var required: [String] {
    Self.always + PluralForm.all(in: language).map { "mail.people_\($0.rawValue)" }
  }

  private static let always: [String] =
    (1...12).map { "date.months.\($0)" } + (1...7).map { "date.weekdays.\($0)" } + [
      "date.long", "date.short", "date.clock", "date.time", "date.range", "date.when",
      "date.several_days", "date.moment", "answer.yes", "answer.no", "answer.maybe",
      "mail.reason_audience", "mail.reason_answer", "mail.reason_host", "mail.reason_newsletter",
      "mail.unsubscribe", "mail.preferences",
      "mail.test_subject", "mail.test_banner",
      "calendar.answer", "calendar.online", "calendar.file_name",
      "digest.waiting", "digest.offered", "digest.promoted",
      "alert.config", "alert.relay", "alert.store", "alert.blast", "alert.roster", "alert.refused",
      "alert.crash", "alert.waiting", "forward.counter", "forward.delegated", "forward.passed_on",
      "forward.other_address", "forward.own_words",
    ]
}
