import ArgumentParser
import Daemon
import StateFolder

struct StoreCompact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact", abstract: "Write a snapshot, so that older segments can go.")

  @OptionGroup var place: NetworkLocation

  func run() throws {
    let directory = try place.storeToChange()
    guard let reply = ControlClient.ask(ControlRequest(command: "compact"), state: directory)
    else {
      Terminal.out(Commands.compacted(try Failure.naming { try StateDirectory.compact(directory) }))
      return NetworkLocation.say(nil, directory)
    }
    for line in reply.out { Terminal.out(line) }
    for line in reply.errors { Terminal.problem(line) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
    NetworkLocation.say(reply, directory)
  }
}
