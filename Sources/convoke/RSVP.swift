import ArgumentParser
import Daemon
import Domain

struct RSVP: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rsvp", abstract: "Record an answer that came by phone.")

  @OptionGroup var place: NetworkLocation
  @OptionGroup var newStore: NewStore
  @Argument(help: "The event.") var event: String
  @Argument(help: "An address or CRM id.") var person: String
  @Argument(help: "yes, no or maybe.") var answer: String
  @Option(help: "Guests the person brings.") var guests = 0
  @Option(
    name: .customLong("answer"),
    help: ArgumentHelp("What they said to a question.", valueName: "id=text"))
  var words: [String] = []

  func validate() throws {
    if Choice(rawValue: answer) == nil {
      throw ValidationError("'\(answer)' is not an answer: say yes, no or maybe")
    }
  }

  func run() throws {
    var arguments = ["event": event, "person": person, "answer": answer, "guests": "\(guests)"]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw Failure(Failure.usage, "--answer '\(word)': write ID=TEXT")
      }
      arguments["q_\(parts[0])"] = String(parts[1])
    }
    try place.change(
      [ControlRequest(command: "rsvp", arguments: arguments)], now: Clock.now,
      newStore: newStore.isWanted)
  }
}
