import Domain
import Templating

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
    var roster: Roster
    var people: [Person]
    /// See `RosterUnion.looks`.
    var looks: Int
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
    var union = RosterUnion(findings: findings)
    let roster = union.unite(rows)
    return Result(
      roster: roster, people: Array(roster), looks: union.looks, columns: columns,
      languages: languages)
  }

  private func read(_ file: SourceFile, _ rows: inout [Row], _ columns: inout Set<String>) {
    var reader = CSVReader(file.bytes)
    guard let first = reader.next() else {
      findings.add(file.path, .start, .error, "the header row is missing")
      return
    }
    guard let names = header(first, file) else { return }
    columns.formUnion(names.filter { !$0.isEmpty && !RosterReader.known.contains($0) })
    var header = Header(names, partsTags: reader.separator != UInt8(ascii: ","))
    while let row = reader.next() {
      if reader.unclosed != nil { break }
      switch person(row, &header) {
      case .success(let made):
        rows.append(
          Row(person: made.person, hasID: made.hasID, path: file.path, line: row.line))
      case .failure(let reason):
        findings.add(
          file.path, SourcePlace(line: row.line, column: 1), .warning,
          "row left out: \(reason.text)", kind: "row left out: \(reason.kind ?? reason.text)")
      }
    }
    // Whatever follows an open quote is lost, perhaps most of the roster: no warning, a stop.
    if let place = reader.unclosed {
      findings.add(
        file.path, SourcePlace(line: place.line, column: place.column), .error,
        "this quote is never closed")
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
      names.append((CellText.line(text) ?? text).lowercased())
    }
    // A spreadsheet that once had more columns.
    while names.count > 1, names.last == "" { names.removeLast() }
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
    /// What such reasons have in common.
    var kind: String?
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
    /// A comma parts tags as well: in such a file it is no separator, and a `;` would be.
    let partsTags: Bool
    /// Lists of tags that were seen: people of the same tags share one list.
    var lists: [String: [String]] = [:]

    init(_ names: [String], partsTags: Bool) {
      self.names = names
      self.partsTags = partsTags
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
    let count = header.names.count
    guard row.cells.count >= count, row.cells.dropFirst(count).allSatisfy(CSVReader.isBlank) else {
      return .failure(
        Reason(text: "\(row.cells.count) cells under \(count) columns", kind: "cells"))
    }
    var values: [String] = []
    values.reserveCapacity(count)
    for (index, cell) in row.cells.prefix(count).enumerated() {
      guard cell.count <= RosterReader.longestCell else {
        return .failure(
          Reason(
            text: "'\(header.names[index])' is longer than \(RosterReader.longestCell) bytes"))
      }
      guard let text = String(validating: cell, as: UTF8.self) else {
        return .failure(
          Reason(text: "'\(header.names[index])' is not UTF-8; save the file as UTF-8"))
      }
      guard let line = CellText.line(text) else {
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
      return .failure(Reason(text: error.description, kind: "no address"))
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
      tags: tags(value(header.tags), &header), fields: fields)
    return .success((person, !id.isEmpty))
  }

  private func tags(_ text: String, _ header: inout Header) -> [String] {
    if let list = header.lists[text] { return list }
    var tags: [String] = []
    var seen: Set<String> = []
    for part in text.split(whereSeparator: { $0 == ";" || header.partsTags && $0 == "," }) {
      let tag = trim(part)
      if !tag.isEmpty, seen.insert(tag).inserted { tags.append(tag) }
    }
    if header.lists.count < 10_000 { header.lists[text] = tags }
    return tags
  }
}
