import ArgumentParser
import ConfigReader
import Daemon
import Domain
import FoundationEssentials
import JSONLines
import Queries
import StateFolder

struct People: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at the people, and stop or resume their mail.",
    subcommands: [
      PeopleList.self, PeopleShow.self, PeopleStop.self, PeopleResume.self, PeopleForget.self,
      PeopleForgotten.self,
    ])
}

struct PeopleList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the roster, or an audience of it.")

  @OptionGroup var place: NetworkLocation
  @Option(help: ArgumentHelp("Only these, such as 'inkoper and not pers'.", valueName: "expr"))
  var audience: String?
  @Flag(help: "As the files say it, before a reload puts them in force.") var files = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let now = Clock.now
    try place.storeToRead(byFiles: true)
    let books = files ? try place.filesBooks(now: now) : try place.books(now: now).books
    var people = Array(books.programme.people)
    if let audience {
      do {
        let wanted = try Audience(parsing: audience)
        for (offset, text) in AudienceChecks(people: people).strangers(in: wanted) {
          Terminal.problem("--audience:\(offset + 1): warning: \(text)")
        }
        people = people.filter { wanted.matches($0) }
      } catch {
        throw Failure(Failure.usage, "--audience:\(error.offset + 1): \(error.text)")
      }
    }
    if json {
      return Terminal.out(json: JSONObjectWriter.array(people.map(Self.object)))
    }
    Terminal.table(
      ["ID", "EMAIL", "NAME", "ORGANISATION", "TAGS"],
      people.map {
        [$0.id, $0.email.text, $0.name, $0.organisation, $0.tags.joined(separator: ";")]
      })
    Terminal.out("\(people.count) people")
  }

  private static func object(_ person: Person) -> JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("person", person.id)
    json.add("email", person.email.text)
    json.add("name", person.name)
    json.add("organisation", person.organisation)
    json.add("language", person.language)
    json.add("tags", person.tags)
    return json
  }
}

struct PeopleShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Everything held about a person, as JSON.",
    discussion: """
      What counts now, their rows of the roster, every line of journal and snapshot about them, and \
      mails of theirs that are kept. Of somebody else there is nothing in it but the name of whoever \
      brought them in, which they were told.
      """, aliases: ["export"])

  @OptionGroup var place: NetworkLocation
  @Argument(help: "An address or CRM id.") var person: String

  func run() throws {
    guard try place.storeToRead() != nil else { return Terminal.out(json: Array("{}".utf8)) }
    let (books, _, _) = try place.books(now: Clock.now)
    guard let number = books.find(person) else {
      throw Failure(Failure.problems, "nobody is known as '\(person)'")
    }
    let directory = try place.stateDirectory()
    Terminal.out(
      json: try Failure.naming { try Forgetting.everythingHeld(person, number, books, directory) })
  }
}

struct PeopleStop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unsubscribe", abstract: "Stop timed mail to a person, or to all in a CSV file.")

  @OptionGroup var place: NetworkLocation
  @OptionGroup var newStore: NewStore
  @Argument(help: "An address or CRM id.") var person: String?
  @Option(help: ArgumentHelp("A CSV file with a column email.", valueName: "csv")) var file: String?

  func validate() throws {
    if (person == nil) == (file == nil) {
      throw ValidationError("name a person, or a --file with addresses")
    }
  }

  func run() throws {
    var people = person.map { [$0] } ?? []
    // Whoever has no right to the store needs no look at the file.
    _ = try place.stateDirectory()
    if let file {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure(Failure.usage, "--file \(file): cannot be read")
      }
      people = try StateDirectory.addresses(inCSV: Array(data), path: file)
    }
    try place.change(
      people.map { ControlRequest(command: "unsubscribe", arguments: ["person": $0]) },
      now: Clock.now, newStore: newStore.isWanted)
  }
}

struct PeopleResume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resubscribe", abstract: "Let timed mail to a person go again.",
    discussion: "Also to one whose mail came back: the address is tried anew.")

  @OptionGroup var place: NetworkLocation
  @OptionGroup var newStore: NewStore
  @Argument(help: "An address or CRM id.") var person: String

  func run() throws {
    try place.change(
      [ControlRequest(command: "resubscribe", arguments: ["person": person])], now: Clock.now,
      newStore: newStore.isWanted)
  }
}
