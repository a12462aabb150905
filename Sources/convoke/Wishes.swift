import ArgumentParser
import Daemon
import Domain
import Engine

/// `EVENT [STEP [PERSON]]` of the four commands that hold or move deliveries.
struct Target: ParsableArguments {
  @OptionGroup var place: NetworkLocation
  @OptionGroup var newStore: NewStore
  @Argument(help: "The event; to hold or release all of them: all; the roster: people.")
  var event: String
  @Argument(help: "Only this step.") var step: String?
  @Argument(help: "Only this person: an address or CRM id.") var person: String?

  func carryOut(_ wish: OperatorCommand) throws {
    var arguments = ["event": event]
    arguments["step"] = step
    arguments["person"] = person
    try place.change(
      [ControlRequest(command: wish.rawValue, arguments: arguments)], now: Clock.now,
      newStore: newStore.isWanted)
  }
}

struct Hold: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop an event, a step or one person's mail until it is released.")
  @OptionGroup var target: Target
  func run() throws { try target.carryOut(.hold) }
}

struct Release: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let go what is held, also by confirm_over or by itself.")
  @OptionGroup var target: Target
  func run() throws { try target.carryOut(.release) }
}

struct Retry: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send again what failed or is in doubt.")
  @OptionGroup var place: NetworkLocation
  @Flag(
    help: ArgumentHelp(
      "Only what failed because the relay refused us: quota, login, sender, relaying.",
      discussion: "Without EVENT: of all events. Addresses given up for such words count again."))
  var relay = false
  @Argument(help: "The event.") var event: String?
  @Argument(help: "Only this step.") var step: String?
  @Argument(help: "Only this person: an address or CRM id.") var person: String?

  func validate() throws {
    if event == nil, !relay {
      throw ValidationError("name an event, or --relay for all that the relay refused")
    }
  }

  func run() throws {
    var arguments: [String: String] = [:]
    arguments["event"] = event
    arguments["step"] = step
    arguments["person"] = person
    if relay { arguments["relay"] = "yes" }
    try place.change(
      [ControlRequest(command: OperatorCommand.retry.rawValue, arguments: arguments)],
      now: Clock.now)
  }
}

struct Drop: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give up deliveries; without STEP, let the whole event go.")
  @OptionGroup var target: Target
  func run() throws { try target.carryOut(.drop) }
}
