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
    guard let names = header(first, file) else { return }
    columns.formUnion(names.filter { !$0.isEmpty && !RosterReader.known.contains($0) })
    var header = Header(names)
    while let row = reader.next() {
      if reader.unclosed != nil { break }
      switch person(row, &header) {
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

  /// Where each column is, worked out once for all rows.
  private struct Header {
    let names: [String]
    let email: Int?
    let id: Int?
    let name: Int?
    let organisation: Int?
    let language: Int?
    let tags: Int?
    /// Columns that are not known ones.
    let others: [Int]
    /// Lists of tags that were seen: people of the same tags share one list.
    var lists: [String: [String]] = [:]

    init(_ names: [String]) {
      self.names = names
      email = names.firstIndex(of: "email")
      id = names.firstIndex(of: "id")
      name = names.firstIndex(of: "name")
      organisation = names.firstIndex(of: "organisation")
      language = names.firstIndex(of: "language")
      tags = names.firstIndex(of: "tags")
      others = names.indices.filter {
        !names[$0].isEmpty && !RosterReader.known.contains(names[$0])
      }
    }
  }

  private func person(
    _ row: CSVReader.Row, _ header: inout Header
  ) -> Swift.Result<(person: Person, hasID: Bool), Reason> {
    guard row.isWellFormed else { return .failure(Reason(text: "a quote in the wrong place")) }
    guard row.cells.count == header.names.count else {
      return .failure(
        Reason(text: "\(row.cells.count) cells under \(header.names.count) columns"))
    }
    var values: [String] = []
    values.reserveCapacity(row.cells.count)
    for (index, cell) in row.cells.enumerated() {
      guard cell.count <= RosterReader.longestCell else {
        return .failure(
          Reason(
            text: "'\(header.names[index])' is longer than \(RosterReader.longestCell) bytes"))
      }
      guard let text = String(validating: cell, as: UTF8.self) else {
        return .failure(
          Reason(text: "'\(header.names[index])' is not UTF-8; save the file as UTF-8"))
      }
      guard let line = oneLine(text) else {
        return .failure(Reason(text: "'\(header.names[index])' has a control character"))
      }
      values.append(line)
    }
    func value(_ column: Int?) -> String { column.map { values[$0] } ?? "" }
    guard !value(header.email).isEmpty else { return .failure(Reason(text: "no email address")) }
    let address: MailAddress
    do {
      address = try MailAddress(value(header.email))
    } catch {
      return .failure(Reason(text: error.description))
    }
    let id = value(header.id)
    let language = value(header.language).lowercased().prefix { $0 != "-" && $0 != "_" }
    var fields: [String: String] = [:]
    for column in header.others where !values[column].isEmpty {
      fields[header.names[column]] = values[column]
    }
    let person = Person(
      id: id.isEmpty ? address.normalized : id, email: address, name: value(header.name),
      organisation: value(header.organisation), language: String(language),
      tags: tags(value(header.tags), &header.lists), fields: fields)
    return .success((person, !id.isEmpty))
  }

  private func tags(_ text: String, _ lists: inout [String: [String]]) -> [String] {
    if let list = lists[text] { return list }
    let list = tags(text)
    if lists.count < 10_000 { lists[text] = list }
    return list
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
