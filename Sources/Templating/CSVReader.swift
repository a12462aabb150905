/// Cuts comma-separated values into rows (RFC 4180), with `,`, `;` or a tab as the separator: the
/// one that a first line `sep=;` names, else the one that the header has most of.
///
/// Line ends are CR LF, LF or CR; quotes may hold separators, line ends and doubled quotes. Rows of
/// empty cells are passed over, and a mark of byte order where a file was joined to another.
package struct CSVReader {
  package struct Row {
    /// The line on which it begins, from 1.
    package var line: Int
    /// The byte on which it begins.
    package var start: Int
    package var cells: [ArraySlice<UInt8>]
    /// The quotes of each cell are balanced and stand at its ends.
    package var isWellFormed = true
  }

  package let bytes: [UInt8]
  package let separator: UInt8
  private var index: Int
  private var line = 1
  /// Where a quote began that the end of the file closes.
  package private(set) var unclosed: (line: Int, column: Int)?

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    index = bytes.starts(with: Self.mark) ? 3 : 0
    if let named = Self.named(bytes[index...]) {
      (separator, index) = named
      line = 2
    } else {
      separator = Self.separator(bytes[index...])
    }
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let separators = [",", ";", "\t"].map { $0.utf8.first ?? 0 }

  /// What a first line `sep=;` says, and where the next line begins.
  private static func named(_ bytes: ArraySlice<UInt8>) -> (separator: UInt8, next: Int)? {
    let end = bytes.firstIndex { $0 == 10 || $0 == 13 } ?? bytes.endIndex
    let line = bytes[bytes.startIndex..<end].filter { $0 != UInt8(ascii: "\"") }
    guard line.count >= 5, let separator = line.dropFirst(4).first, separators.contains(separator),
      String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=",
      // Excel writes what would fill the row.
      line.dropFirst(5).allSatisfy({ separators.contains($0) || $0 == 0x20 })
    else { return nil }
    var next = end
    if next < bytes.endIndex {
      next += bytes[next] == 13 && next + 1 < bytes.endIndex && bytes[next + 1] == 10 ? 2 : 1
    }
    return (separator, next)
  }

  /// The one that occurs most in the header; `,` when none does.
  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts = separators.map { _ in 0 }
    var inQuotes = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      if inQuotes { continue }
      if byte == 10 || byte == 13 { break }
      if let place = separators.firstIndex(of: byte) { counts[place] += 1 }
    }
    let most = counts.max() ?? 0
    return separators[counts.firstIndex(of: most) ?? 0]
  }

  /// The next row that is not blank; nil at the end.
  package mutating func next() -> Row? {
    while index < bytes.count {
      let start = index
      while bytes[index...].starts(with: Self.mark) { index += 3 }
      if index >= bytes.count { return nil }
      let row = readRow(start)
      if !row.cells.allSatisfy(Self.isBlank) || !row.isWellFormed { return row }
    }
    return nil
  }

  /// White space only, spaces that do not break or have no width among it.
  package static func isBlank(_ cell: ArraySlice<UInt8>) -> Bool {
    if cell.allSatisfy({ $0 <= 0x20 }) { return true }
    guard cell.count < 64, cell.contains(where: { $0 >= 0x80 }) else { return false }
    return CellText.line(String(decoding: cell, as: UTF8.self)) == ""
  }

  private mutating func readRow(_ start: Int) -> Row {
    var row = Row(line: line, start: start, cells: [])
    let rowStart = index
    while true {
      // `="00042"`: quotes all the same, and a separator may stand in them.
      let quote = UInt8(ascii: "\"")
      if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "="), bytes[index + 1] == quote {
        index += 1
      }
      let isQuoted = index < bytes.count && bytes[index] == quote
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
    let opened = (line, index - rowStart + 1)
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
