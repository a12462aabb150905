import Domain
import Templating

/// `convoke rsvps --csv`: the host's list for a spreadsheet.
package enum RSVPSheet {
  /// A header and a row a person; a column `q_ID` for each question.
  package static func file(_ rows: [RSVPRow], questions: [String]) -> String {
    let header =
      ["person", "email", "name", "organisation", "answer", "seat", "guests", "at", "via"]
      + questions.map { "q_" + $0 }
    let lines = rows.map { row in
      CSVText.row(
        [
          row.person, row.email, row.name, row.organisation, row.answer.rawValue,
          row.seat.rawValue, "\(row.guests)", row.at.rfc3339, row.via,
        ] + questions.map { row.answers[$0] ?? "" })
    }
    return CSVText.row(header) + lines.joined()
  }
}
