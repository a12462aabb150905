/// Comma-separated values for people's spreadsheets.
package enum CSVText {
  /// One record (RFC 4180), CRLF included. A cell that a spreadsheet could take for a formula gets
  /// an apostrophe in front (ASVS 5.0, 1.2.10).
  package static func row(_ cells: [String]) -> String {
    exact(cells.map { startsFormula($0) ? "'" + $0 : $0 })
  }

  /// One record for programs: every cell as it is.
  package static func exact(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  private static func cell(_ safe: String) -> String {
    let isSpecial = safe.utf8.contains { byte in
      byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
    }
    guard isSpecial else { return safe }
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// Full-width forms count: some spreadsheets read them as the plain character. So does white
  /// space in front, which some skip.
  private static func startsFormula(_ text: String) -> Bool {
    let starters: Set<Unicode.Scalar> = [
      "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
    for scalar in text.unicodeScalars {
      if starters.contains(scalar) { return true }
      if !scalar.properties.isWhitespace { return false }
    }
    return false
  }
}
