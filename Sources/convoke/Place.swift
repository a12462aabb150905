import ArgumentParser
import ConfigReader
import Daemon
import Domain
import Foundation
import Letters
import Store

/// Where the network lives: `--config` and `--state`, the same for every command.
struct Place: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with convoke.toml.", valueName: "dir"))
  var config = "Config"

  @Option(
    help: ArgumentHelp(
      "The folder of the journal. Default: $STATE_DIRECTORY, [store] directory, ./State.",
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

  /// `--state`, `$STATE_DIRECTORY`, `[store] directory`, `./State` beside `Config/`, in that order.
  func stateDirectory(_ programme: Programme?) -> String {
    stateDirectory(store: programme?.storeDirectory)
  }

  /// As above, from that one line of the files: the rest need not be read, nor be good.
  func stateDirectory() -> String {
    stateDirectory(store: (try? ConfigReader.storeDirectory(config: config)) ?? nil)
  }

  /// As above, from `[store] directory` as it is written.
  func stateDirectory(store: String?) -> String {
    if let state { return state }
    let environment = ProcessInfo.processInfo.environment
    if let directory = environment["STATE_DIRECTORY"], !directory.isEmpty {
      return String(directory.split(separator: ":")[0])
    }
    return resolve(store: store)
  }

  /// `[store] directory`, else `State`, counted from the folder that holds `Config/`.
  func resolve(store directory: String?) -> String {
    let directory = directory ?? "State"
    return directory.hasPrefix("/") ? directory : Workshop.root(of: config) + "/" + directory
  }

  /// Asks the running daemon; else opens the store under its lock and does it here.
  func change(
    _ request: ControlRequest, now: Instant
  ) throws {
    let directory = stateDirectory()
    let reply: ControlReply
    if let answer = ControlClient.ask(request, state: directory) {
      reply = answer
    } else {
      reply = try Workshop.withOffice(
        directory, programme: programme(now: now, quiet: true),
        warn: { Terminal.error("the store: \($0)") }
      ) { office in
        Commands(office: office, reload: nil).handle(request)
      }
    }
    for line in reply.out { Terminal.out(line) }
    for line in reply.errors { Terminal.problem(line) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
  }
}
