/// Comma-separated values for people's spreadsheets.
package enum CSVText {
  /// One record (RFC 4180), CRLF included. What a spreadsheet could take for a formula gets an
  /// apostrophe in front (ASVS 5.0, 1.2.10): at the beginning of a cell and behind whatever some
  /// spreadsheet parts cells at, whether it minds the quotes or not.
  package static func row(_ cells: [String], separator: Character = ",") -> String {
    exact(cells.map(harmless), separator: separator)
  }

  /// One record for programs: every cell as it is.
  package static func exact(_ cells: [String], separator: Character = ",") -> String {
    cells.map(cell).joined(separator: String(separator)) + "\r\n"
  }

  /// What a spreadsheet set up for a language parts cells at: where the comma stands in numbers, it
  /// is the semicolon.
  package static func separator(for language: String) -> Character {
    semicolon.contains(String(language.lowercased().prefix { $0.isLetter })) ? ";" : ","
  }

  private static let semicolon: Set<String> = [
    "nl", "de", "fr", "es", "it", "pt", "da", "sv", "nb", "nn", "no", "fi", "is", "pl", "cs", "sk",
    "sl", "hr", "sr", "hu", "ro", "bg", "el", "tr", "ru", "uk", "et", "lv", "lt", "fy", "ca", "eu",
    "gl", "lb", "af", "id", "vi",
  ]

  private static func cell(_ safe: String) -> String {
    let isSpecial = safe.utf8.contains { byte in
      byte == 0x22 || byte == 0x2C || byte == 0x3B || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    guard isSpecial else { return safe }
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  private static let separators: Set<Unicode.Scalar> = [",", ";", "\t", "\r", "\n"]

  private static func harmless(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var safe = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let isStart = index == 0 || separators.contains(scalars[index - 1])
      if isStart, startsFormula(scalars[index...], isCell: index == 0) { safe.append("'") }
      safe.append(scalar)
    }
    return String(safe)
  }

  /// Full-width forms count: some spreadsheets read them as the plain character. So does white
  /// space in front, which some skip, and a quote. A cell does not begin with a separator, either.
  private static func startsFormula(
    _ scalars: ArraySlice<Unicode.Scalar>, isCell: Bool
  ) -> Bool {
    let starters: Set<Unicode.Scalar> = [
      "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
    for scalar in scalars {
      if starters.contains(scalar) { return true }
      if separators.contains(scalar) {
        if isCell, scalar != ",", scalar != ";" { return true }
        return false
      }
      if !scalar.properties.isWhitespace, scalar != "\"" { return false }
    }
    return false
  }
}
