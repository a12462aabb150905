import ArgumentParser
import Daemon
import Domain

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the files and put them in force; with errors the old ones stay.")

  @OptionGroup var place: Place

  func run() throws {
    let programme = Workshop.read(place.config, now: Clock.now).programme
    let directory = place.stateDirectory(programme)
    guard let reply = ControlClient.ask(ControlRequest(command: "reload"), state: directory) else {
      throw Failure(Failure.unavailable, "no daemon answers on \(directory)/control.sock")
    }
    for line in reply.out { Terminal.out(line) }
    for line in reply.errors { Terminal.problem(line) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
  }
}
