import ArgumentParser
import ConfigReader
import Domain
import JSONLines
import Planning
import Queries
import StateFolder

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show each future send: when, what, to how many, and what holds it.")

  @OptionGroup var place: NetworkLocation
  @Argument(help: "Only this event.") var event: String?
  @Option(help: ArgumentHelp("Only sends before this moment.", valueName: "t")) var until: String?
  @Option(help: ArgumentHelp("Plan as of this moment.", valueName: "t")) var now: String?
  @Option(help: ArgumentHelp("List the people of this step of EVENT.", valueName: "step"))
  var who: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    try place.storeToRead(byFiles: true)
    let (found, _, _) = try place.books(now: Clock.now)
    let zone = found.programme.network.zone
    let now = try now.map { try Clock.parse($0, option: "--now", zone: zone) } ?? Clock.now
    let books = found.inForce(at: now, zone: ConfigReader.loadZone)
    let edit = try place.edit(of: books, now: now)
    if !edit.isGood {
      Terminal.error("\(place.config) has errors (convoke check): this is what is in force")
    }
    let until = try until.map { try Clock.parse($0, option: "--until", zone: zone) }
    if let event, books.programme.event(event) == nil, edit.books?.programme.event(event) == nil {
      throw Failure(Failure.problems, "no event '\(event)'; see convoke status")
    }
    let rows = books.plan(event, now: now, until: until, listing: who != nil)
    if let who { return try list(who, rows, books) }
    let after = edit.books?.inForce(at: now, zone: ConfigReader.loadZone)
    if json {
      let edited = after.map { $0.plan(event, now: now, until: until).changes(from: rows) } ?? []
      return Terminal.out(json: JSONObjectWriter.array((rows + edited).map(\.json)))
    }
    show(rows)
    for id in books.dropped where event == nil || event == id {
      Terminal.out("! \(id) was dropped: nothing of it goes until 'convoke release \(id)'")
    }
    guard let edited = edit.books else { return }
    for line in books.differences(to: edited, now: now, zone: ConfigReader.loadZone) {
      Terminal.out(line)
    }
  }

  private func show(_ rows: [PlanRow]) {
    if rows.isEmpty { return Terminal.out("Nothing is planned.") }
    Terminal.table(
      ["WHEN", "EVENT", "STEP", "PEOPLE", "HELD BY"],
      rows.map { row in
        [
          row.line.at.table(in: row.zone), row.line.event, row.line.step,
          "\(row.line.count)", row.line.why,
        ]
      }, wrapping: true)
    let people = rows.reduce(0) { $0 + $1.line.count }
    Terminal.out(
      "\(rows.count) send\(rows.count == 1 ? "" : "s"), \(people) mails, if nobody answers and "
        + "what is held is let go in time")
  }

  private func list(_ step: String, _ rows: [PlanRow], _ books: NetworkView) throws {
    guard event != nil, let row = rows.first(where: { $0.line.step == step }) else {
      throw Failure(
        Failure.problems, "no planned step '\(step)'; name its EVENT and see convoke plan")
    }
    let people = row.line.people.compactMap(books.person)
    if json {
      return Terminal.out(
        json: JSONObjectWriter.array(
          people.map { person in
            var json = JSONObjectWriter()
            json.add("person", person.id)
            json.add("email", person.email.text)
            json.add("name", person.name)
            json.add("organisation", person.organisation)
            return json
          }))
    }
    Terminal.table(
      ["PERSON", "EMAIL", "NAME", "ORGANISATION"],
      people.map { [$0.id, $0.email.text, $0.name, $0.organisation] })
  }
}
