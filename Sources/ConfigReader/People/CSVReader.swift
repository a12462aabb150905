/// Cuts comma-separated values into rows (RFC 4180), with `,` or `;` as the separator.
///
/// Line ends are CR LF, LF or CR; quotes may hold separators, line ends and doubled quotes.
struct CSVReader {
  struct Row {
    /// The line on which it begins, from 1.
    var line: Int
    var cells: [ArraySlice<UInt8>]
    /// The quotes of each cell are balanced and stand at its ends.
    var isWellFormed = true
  }

  let bytes: [UInt8]
  let separator: UInt8
  private var index: Int
  private var line = 1
  /// Where a quote began that the end of the file closes.
  private(set) var unclosed: SourcePlace?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    separator = CSVReader.separator(bytes[index...])
  }

  /// The one that occurs most in the header; `,` when neither does.
  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts = (comma: 0, semicolon: 0)
    var inQuotes = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      if inQuotes { continue }
      if byte == 10 || byte == 13 { break }
      if byte == UInt8(ascii: ",") { counts.comma += 1 }
      if byte == UInt8(ascii: ";") { counts.semicolon += 1 }
    }
    return counts.semicolon > counts.comma ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }

  /// The next row that is not blank; nil at the end.
  mutating func next() -> Row? {
    while index < bytes.count {
      let row = readRow()
      if row.cells.count > 1 || row.cells.first?.contains(where: { $0 > 0x20 }) == true {
        return row
      }
    }
    return nil
  }

  private mutating func readRow() -> Row {
    var row = Row(line: line, cells: [])
    let rowStart = index
    while true {
      let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
      row.cells.append(isQuoted ? quoted(rowStart, &row) : plain())
      guard index < bytes.count else { return row }
      if bytes[index] == separator {
        index += 1
        continue
      }
      endLine()
      return row
    }
  }

  private mutating func plain() -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, bytes[index] != separator, bytes[index] != 10, bytes[index] != 13 {
      index += 1
    }
    return bytes[start..<index]
  }

  private mutating func quoted(_ rowStart: Int, _ row: inout Row) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "\"")
    let opened = SourcePlace(line: line, column: index - rowStart + 1)
    index += 1
    let start = index
    var doubled = false
    while index < bytes.count {
      if bytes[index] == quote {
        guard index + 1 < bytes.count, bytes[index + 1] == quote else { break }
        doubled = true
        index += 1
      } else if bytes[index] == 10 {
        line += 1
      }
      index += 1
    }
    guard index < bytes.count else {
      unclosed = opened
      row.isWellFormed = false
      return bytes[start..<index]
    }
    let cell = bytes[start..<index]
    index += 1
    if !plain().isEmpty { row.isWellFormed = false }
    return doubled ? undoubled(cell)[...] : cell
  }

  private func undoubled(_ cell: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var skip = false
    for byte in cell {
      skip = byte == UInt8(ascii: "\"") && !skip
      if !skip { result.append(byte) }
    }
    return result
  }

  private mutating func endLine() {
    if bytes[index] == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { index += 1 }
    index += 1
    line += 1
  }
}
