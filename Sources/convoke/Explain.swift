import ArgumentParser
import Domain
import JSONLines
import Queries
import StateFolder

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say for each step why it went, waits or will not go to a person.")

  @OptionGroup var place: NetworkLocation
  @Argument(help: "An address or CRM id.") var person: String
  @Argument(help: "Only this event.") var event: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let now = Clock.now
    guard try place.storeToRead() != nil else {
      return json ? Terminal.out(json: Array("[]".utf8)) : ()
    }
    let (books, _, _) = try place.books(now: now)
    if let event, books.programme.event(event) == nil {
      throw Failure(Failure.problems, "no event '\(event)'; see convoke status")
    }
    guard let number = books.find(person) else {
      throw Failure(Failure.problems, "nobody is known as '\(person)'; see convoke people list")
    }
    // An address may be a partner's, a host's and the operators' at once.
    let staff = (try? MailAddress(person)).map(books.staff) ?? []
    let lines = try ([number] + staff.filter { $0 != number }).flatMap { number in
      let history = try StateDirectory.history(of: number, books, place.stateDirectory())
      return books.explain(number, event, history: history, now: now)
    }
    if json { return Terminal.out(json: JSONObjectWriter.array(lines.map(\.json))) }
    Terminal.table(
      ["EVENT", "STEP", "STATE", "WHEN", "WHY"],
      lines.map { line in
        let zone = books.programme.event(line.event)?.facts.zone ?? books.programme.network.zone
        return [
          line.event.isEmpty ? "-" : line.event, line.step, line.state,
          line.at?.table(in: zone) ?? "",
          line.reply.isEmpty ? line.why : "\(line.why): \(line.reply)",
        ]
      }, wrapping: true)
  }
}
