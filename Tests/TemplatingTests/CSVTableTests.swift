import Templating
import Testing

@Suite struct CSVTableTests {
  /// Cells of what CSV is made of, with what spreadsheets and scripts put beside it.
  private static let pieces = [
    "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "=", "a", "é", "“", " ", "\u{FEFF}", "'", "1",
  ]

  private static func cell(_ dice: inout SeededDice) -> String {
    (0..<Int.random(in: 0...6, using: &dice)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &dice)]
    }.joined()
  }

  @Test(arguments: [",", ";", "\t"] as [Character])
  func `what is written is what is read`(separator: Character) {
    var dice = SeededDice(state: 7)
    for _ in 0..<2000 {
      let columns = (0...Int.random(in: 1...4, using: &dice)).map { "column\($0)" }
      var file = CSVText.exact(columns, separator: separator)
      var rows: [[String]] = []
      var line = 2
      for _ in 0..<Int.random(in: 0...4, using: &dice) {
        // A row that begins with a letter is neither blank nor a mark of byte order.
        let row = ["x"] + columns.dropFirst().map { _ in Self.cell(&dice) }
        rows.append(row)
        file += CSVText.exact(row, separator: separator)
      }
      let table = CSVTable(Array(file.utf8))
      #expect(table.columns == columns)
      #expect(
        table.rows.map { row in columns.map { row.values[$0] ?? "?" } }.elementsEqual(rows) {
          zip($0, $1).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
        }, "\(file.debugDescription)")
      for (row, cells) in zip(table.rows, rows) {
        #expect(row.line == line)
        let written = CSVText.exact(cells, separator: separator).utf8
        #expect(Array(file.utf8)[row.start...].starts(with: written))
        line += written.count { $0 == 10 }
      }
    }
  }

  @Test func `quotes are undoubled once, and only in quotes`() {
    let table = CSVTable(Array("a,b\n\"he said \"\"\"\"hi\"\"\"\"\",5\"\" pipe\n".utf8))
    #expect(table.rows.map(\.values) == [["a": #"he said ""hi"""#, "b": #"5"" pipe"#]])
  }

  @Test func `a row begins behind its separator line, blank rows and marks of byte order`() {
    let text = "sep=;\r\na;b\r\n\r\n;\r\n1;\"x\ny\"\r\n\u{FEFF}2;z"
    let table = CSVTable(Array(text.utf8))
    #expect(table.rows.map(\.line) == [5, 7])
    let starts = table.rows.map { String(decoding: Array(text.utf8)[$0.start...], as: UTF8.self) }
    #expect(starts == ["1;\"x\ny\"\r\n\u{FEFF}2;z", "\u{FEFF}2;z"])
  }
}
