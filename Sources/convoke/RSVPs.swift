import ArgumentParser
import Domain
import JSONLines
import Queries

struct RSVPs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rsvps", abstract: "List who answered what, for the host.")

  @OptionGroup var place: NetworkLocation
  @Argument(help: "The event.") var event: String
  @Flag(help: "Print CSV; cells that a spreadsheet could take for formulas are neutralised.")
  var csv = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    guard try place.storeToRead() != nil else {
      return json ? Terminal.out(json: Array("[]".utf8)) : ()
    }
    let (books, _, _) = try place.books(now: Clock.now)
    guard let found = books.programme.event(event) else {
      throw Failure(Failure.problems, "no event '\(event)'; see convoke status")
    }
    let rows = books.rsvps(event)
    if json { return Terminal.out(json: JSONObjectWriter.array(rows.map(\.json))) }
    if csv { return Terminal.out(csv: RSVPSheet.file(rows, questions: found.questions.map(\.id))) }
    if rows.isEmpty { return Terminal.out("Nobody has answered yet.") }
    Terminal.table(
      ["NAME", "ORGANISATION", "ANSWER", "SEAT", "GUESTS", "WHEN", "VIA"],
      rows.map { row in
        [
          row.name.isEmpty ? row.email : row.name, row.organisation, row.answer.rawValue,
          row.position.map { "waiting \($0)" } ?? row.seat.rawValue, "\(row.guests)",
          row.at.table(in: found.facts.zone), row.via,
        ]
      })
  }
}
