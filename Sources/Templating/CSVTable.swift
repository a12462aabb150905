/// A CSV file with a header row as text, for files that are not rosters: rows by column name.
package struct CSVTable: Sendable {
  package struct Row: Sendable {
    /// Line on which the row begins, from 1.
    package var line: Int
    /// The byte on which it begins.
    package var start: Int
    package var values: [String: String]
  }

  package private(set) var columns: [String] = []
  package private(set) var rows: [Row] = []

  /// Reads what is there: short rows lack their last columns, cells too many are ignored, and bytes
  /// that are not UTF-8 become U+FFFD.
  package init(_ bytes: [UInt8]) {
    var reader = CSVReader(bytes)
    while let row = reader.next() {
      let cells = row.cells.map { String(decoding: $0, as: UTF8.self) }
      if columns.isEmpty {
        columns = cells.map { name in
          (CellText.line(name) ?? name).filter { !$0.isWhitespace }
        }
      } else {
        rows.append(
          Row(
            line: row.line, start: row.start,
            values: Dictionary(
              zip(columns, cells).map { ($0, $1) }, uniquingKeysWith: { a, _ in a })))
      }
    }
  }
}
