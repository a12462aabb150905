import Domain

/// Reads `Config/people/*.csv`: bad rows are left out with a warning, the good rows count.
struct RosterReader {
  let findings: Findings

  /// A person of one row, and where it was.
  struct Row {
    var person: Person
    /// Whether the row itself had an id; else the address is the id.
    var hasID: Bool
    var path: String
    var line: Int
  }

  static let mostColumns = 200
  static let longestCell = 10_000
  private static let known = ["email", "id", "name", "organisation", "language", "tags"]

  struct Result {
    var people: [Person]
    /// Every column that is not a known one, over all files.
    var columns: Set<String>
    /// The first row that has each language.
    var languages: [String: (path: String, line: Int)]
  }

  func read(_ files: [SourceFile]) -> Result {
    var rows: [Row] = []
    var columns: Set<String> = []
    for file in files { read(file, &rows, &columns) }
    var languages: [String: (path: String, line: Int)] = [:]
    for row in rows where !row.person.language.isEmpty && languages[row.person.language] == nil {
      languages[row.person.language] = (row.path, row.line)
    }
    let people = RosterUnion(findings: findings).unite(rows)
    return Result(people: people, columns: columns, languages: languages)
  }

  private func read(_ file: SourceFile, _ rows: inout [Row], _ columns: inout Set<String>) {
    var reader = CSVReader(file.bytes)
    guard let first = reader.next() else {
      findings.add(file.path, .start, .error, "the header row is missing")
      return
    }
    guard let header = header(first, file) else { return }
    columns.formUnion(header.filter { !$0.isEmpty && !RosterReader.known.contains($0) })
    while let row = reader.next() {
      if reader.unclosed != nil { break }
      switch person(row, header) {
      case .success(let made):
        rows.append(
          Row(person: made.person, hasID: made.hasID, path: file.path, line: row.line))
      case .failure(let reason):
        findings.add(
          file.path, SourcePlace(line: row.line, column: 1), .warning,
          "row left out: \(reason.text)")
      }
    }
    // Whatever follows an open quote is lost, perhaps most of the roster: no warning, a stop.
    if let place = reader.unclosed {
      findings.add(file.path, place, .error, "this quote is never closed")
    }
  }

  private func header(_ row: CSVReader.Row, _ file: SourceFile) -> [String]? {
    let place = SourcePlace(line: row.line, column: 1)
    var names: [String] = []
    for cell in row.cells {
      guard let text = String(validating: cell, as: UTF8.self) else {
        findings.add(file.path, place, .error, "the header is not UTF-8; save the file as UTF-8")
        return nil
      }
      names.append(trim(text).lowercased())
    }
    guard names.count <= RosterReader.mostColumns, row.isWellFormed else {
      findings.add(file.path, place, .error, "this is not a header row")
      return nil
    }
    guard names.contains("email") else {
      findings.add(
        file.path, place, .error,
        "the header needs a column 'email'" + Suggestion.text(for: "email", among: names))
      return nil
    }
    var seen: Set<String> = []
    for name in names where !name.isEmpty && !seen.insert(name).inserted {
      findings.add(file.path, place, .error, "the column '\(name)' is there twice")
      return nil
    }
    return names
  }

  private struct Reason: Error {
    var text: String
  }

  private func person(
    _ row: CSVReader.Row, _ header: [String]
  ) -> Swift.Result<(person: Person, hasID: Bool), Reason> {
    guard row.isWellFormed else { return .failure(Reason(text: "a quote in the wrong place")) }
    guard row.cells.count == header.count else {
      return .failure(
        Reason(text: "\(row.cells.count) cells under \(header.count) columns"))
    }
    var values: [String: String] = [:]
    for (name, cell) in zip(header, row.cells) {
      guard cell.count <= RosterReader.longestCell else {
        return .failure(Reason(text: "'\(name)' is longer than \(RosterReader.longestCell) bytes"))
      }
      guard let text = String(validating: cell, as: UTF8.self) else {
        return .failure(Reason(text: "'\(name)' is not UTF-8; save the file as UTF-8"))
      }
      guard let line = oneLine(text) else {
        return .failure(Reason(text: "'\(name)' has a control character"))
      }
      if !line.isEmpty, !name.isEmpty { values[name] = line }
    }
    guard let email = values["email"] else { return .failure(Reason(text: "no email address")) }
    do {
      return .success(person(try MailAddress(email), values))
    } catch {
      return .failure(Reason(text: error.description))
    }
  }

  private func person(
    _ address: MailAddress, _ values: [String: String]
  ) -> (person: Person, hasID: Bool) {
    let language = (values["language"] ?? "").lowercased().prefix { $0 != "-" && $0 != "_" }
    let person = Person(
      id: values["id"] ?? address.normalized, email: address, name: values["name"] ?? "",
      organisation: values["organisation"] ?? "", language: String(language),
      tags: tags(values["tags"] ?? ""),
      fields: values.filter { !RosterReader.known.contains($0.key) })
    return (person, values["id"] != nil)
  }

  private func tags(_ text: String) -> [String] {
    var tags: [String] = []
    for part in text.split(separator: ";") {
      let tag = trim(part)
      if !tag.isEmpty, !tags.contains(tag) { tags.append(tag) }
    }
    return tags
  }

  /// Without white space at the ends, and with a space for a line end or tab inside; nil when there
  /// is another control character.
  private func oneLine(_ text: String) -> String? {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return trim(text) }
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r": continue
      case "\n", "\t": line.append(" ")
      default:
        guard scalar.value >= 0x20, scalar.value != 0x7F else { return nil }
        line.append(scalar)
      }
    }
    return trim(String(line))
  }
}
