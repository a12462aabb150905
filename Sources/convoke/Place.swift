import ArgumentParser
import ConfigReader
import Daemon
import Domain
import Foundation
import Letters
import Store

/// Where the network lives: `--config` and `--state`, the same for every command.
struct Place: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The folder with convoke.toml. Default: $CONVOKE_CONFIG, ./Config, /etc/convoke/Config.",
      valueName: "dir"))
  var configOption: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the journal. Default: $CONVOKE_STATE, $STATE_DIRECTORY, [store] directory, "
        + "/var/lib/convoke with /etc/convoke, ./State.",
      valueName: "dir"))
  var state: String?

  /// Reads the files and reports every problem on stderr; exit 78 when there is an error.
  func programme(now: Instant, state: String? = nil, quiet: Bool = false) throws -> Programme {
    let (programme, problems) = Workshop.read(config, now: now, state: state)
    if !quiet || programme == nil {
      for problem in problems { Terminal.problem(problem.description) }
    }
    guard let programme else {
      let errors = problems.count { $0.severity == .error }
      throw Failure(
        Failure.configuration, "\(config): \(errors) error\(errors == 1 ? "" : "s"), nothing done")
    }
    return programme
  }

  /// What reading commands look at: the files (or, when they have errors, the programme in force)
  /// and the journal up to its last whole line. Needs no lock.
  func books(now: Instant) throws -> (books: Books, entries: Int, isConfigValid: Bool) {
    let directory = try stateDirectory()
    let (read, problems) = Workshop.read(config, now: now)
    guard let programme = read ?? Workshop.inForce(directory, now: now) else {
      for problem in problems { Terminal.problem(problem.description) }
      throw Failure(Failure.configuration, "\(config): has errors, and no programme is in force")
    }
    if read == nil {
      Terminal.error("\(config) has errors (convoke check): this is the programme in force")
    }
    do {
      var (state, entries) = try Workshop.replay(directory)
      let known = try Workshop.withoutForgotten(
        programme, state.forgotten, keys: try Workshop.keys(directory))
      // What was being handed over when the daemon ended is what its next start calls in doubt.
      if !ControlClient.isServed(state: directory) {
        let doubts = Decide.doubts(state, programme: known, now: now)
        for entry in doubts { state.apply(entry, at: now) }
      }
      return (Books(programme: known, state: state), entries, read != nil)
    } catch let error as StoreError {
      throw Failure(error.exitCode, error.description)
    }
  }
}
