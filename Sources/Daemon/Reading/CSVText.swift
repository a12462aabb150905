import Domain

/// CSV for spreadsheets (RFC 4180), with cells that could be read as formulas neutralised by a
/// leading apostrophe (OWASP "CSV injection").
package enum CSVText {
  package static func file(_ rows: [RSVPRow], questions: [String]) -> String {
    let header =
      ["person", "email", "name", "organisation", "answer", "seat", "guests", "at", "via"]
      + questions.map { "q_" + $0 }
    var lines = [line(header)]
    for row in rows {
      lines.append(
        line(
          [
            row.person, row.email, row.name, row.organisation, row.answer.rawValue,
            row.seat.rawValue, "\(row.guests)", row.at.rfc3339, row.via,
          ] + questions.map { row.answers[$0] ?? "" }))
    }
    return lines.joined(separator: "\r\n")
  }

  package static func line(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",")
  }

  static func cell(_ text: String) -> String {
    let dangerous: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
    var safe = text
    if let first = text.unicodeScalars.first, dangerous.contains(first) { safe = "'" + text }
    let needsQuotes = safe.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    return needsQuotes
      ? "\""
        + safe.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\"" : safe
  }
}
