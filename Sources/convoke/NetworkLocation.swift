import ArgumentParser
import ConfigReader
import Daemon
import Domain
import FoundationEssentials
import Letters
import State
import StateFolder
import Store

/// Where the network lives: `--config` and `--state`, the same for every command.
struct NetworkLocation: ParsableArguments {
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
    let (programme, problems) = ProgrammeLoader.read(config, now: now, state: state)
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
}
