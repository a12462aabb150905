import ArgumentParser
import Daemon
import Domain

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the files and put them in force; with errors the old ones stay.")

  @OptionGroup var place: NetworkLocation

  func run() throws {
    let directory = try place.storeToChange()
    guard let reply = ControlClient.ask(ControlRequest(command: "reload"), state: directory) else {
      throw Failure(Failure.unavailable, "no daemon answers on \(directory)/control.sock")
    }
    for line in reply.out { Terminal.out(line) }
    for line in reply.errors { Terminal.problem(line, isError: reply.exitCode != 0) }
    if reply.exitCode == 0 { NetworkLocation.say(reply, directory) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
  }
}
