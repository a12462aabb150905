import ArgumentParser
import Daemon

struct Desk: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Mail a host the link to their desk again, or revoke the links there are.")

  @OptionGroup var place: NetworkLocation
  @OptionGroup var newStore: NewStore
  @Argument(help: "The event.") var event: String
  @Flag(help: "Links mailed so far no longer open the desk; the host gets a new one.")
  var revoke = false

  func run() throws {
    try place.change(
      [
        ControlRequest(
          command: "desk", arguments: ["event": event, "revoke": revoke ? "yes" : "no"])
      ], now: Clock.now, newStore: newStore.isWanted)
  }
}
