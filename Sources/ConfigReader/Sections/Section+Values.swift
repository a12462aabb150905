import Domain

extension Section {
  /// A text; an empty one counts as a mistake when it is required.
  func text(_ key: String, required: Bool = false) -> Located<String>? {
    guard let entry = entry(key, required: required) else { return nil }
    guard case .string(let text) = entry.node.value else {
      wrongType(entry, "a text")
      return nil
    }
    guard !required || text.utf8.contains(where: { $0 > 0x20 }) else {
      error(entry.node.place, "'\(key)' may not be empty")
      return nil
    }
    return Located(value: text, place: entry.node.place)
  }

  /// A text on one line, as names and titles are.
  func line(_ key: String, required: Bool = false) -> Located<String>? {
    guard let text = text(key, required: required) else { return nil }
    guard text.value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      error(text.place, "'\(key)' must be one line without control characters")
      return nil
    }
    return text
  }

  func flag(_ key: String) -> Located<Bool>? {
    guard let entry = entry(key) else { return nil }
    guard case .boolean(let value) = entry.node.value else {
      wrongType(entry, "true or false")
      return nil
    }
    return Located(value: value, place: entry.node.place)
  }

  func integer(_ key: String, in range: ClosedRange<Int> = 0...1_000_000) -> Located<Int>? {
    guard let entry = entry(key) else { return nil }
    guard case .integer(let value) = entry.node.value else {
      wrongType(entry, "a whole number")
      return nil
    }
    guard range.contains(value) else {
      error(
        entry.node.place, "'\(key)' must be from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return Located(value: value, place: entry.node.place)
  }

  func span(_ key: String) -> Located<Span>? {
    guard let text = text(key) else { return nil }
    guard let span = Span(parsing: text.value) else {
      error(text.place, "'\(text.value)' is not a length of time such as \"3d\" or \"3h30m\"")
      return nil
    }
    return Located(value: span, place: text.place)
  }

  func strings(_ key: String) -> [Located<String>]? {
    guard let entry = entry(key) else { return nil }
    guard case .array(let items) = entry.node.value else {
      wrongType(entry, "a list of texts")
      return nil
    }
    return items.compactMap { item in
      if case .string(let text) = item.value { return Located(value: text, place: item.place) }
      error(item.place, "'\(key)' must hold texts, not \(item.typeName)")
      return nil
    }
  }

  /// One of some words.
  func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Value.Type, required: Bool = false
  ) -> Located<Value>? where Value.RawValue == String {
    guard let text = text(key, required: required) else { return nil }
    if let value = Value.allCases.first(where: { $0.rawValue == text.value }) {
      return Located(value: value, place: text.place)
    }
    let words = Value.allCases.map(\.rawValue)
    error(
      text.place,
      "'\(key)' must be one of \(words.joined(separator: ", "))"
        + Suggestion.text(for: text.value, among: words))
    return nil
  }

  /// A table, or nil after saying that it is none.
  func section(_ key: String, title: String? = nil) -> Section? {
    guard let entry = entry(key) else { return nil }
    guard case .table(let table) = entry.node.value else {
      wrongType(entry, "a table")
      return nil
    }
    return Section([table], title: title ?? "'\(key)'", file: file, findings: findings)
  }
}
