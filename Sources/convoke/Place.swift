import ArgumentParser
import ConfigReader
import Daemon
import Domain
import FoundationEssentials
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

  /// What reading commands look at: the files (or, when they have errors, the programme in force)
  /// and the journal up to its last whole line. Needs no lock.
  func books(now: Instant) throws -> (books: Books, entries: Int, isConfigValid: Bool) {
    let (read, problems) = Workshop.read(config, now: now)
    let directory = stateDirectory(read)
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

  /// Asks the running daemon; else opens the store under its lock and does it here.
  func change(
    _ request: ControlRequest, now: Instant
  ) throws {
    let directory = stateDirectory(Workshop.read(config, now: now).programme)
    let reply: ControlReply
    if let answer = ControlClient.ask(request, state: directory) {
      reply = answer
    } else {
      let programme = try programme(now: now, quiet: true)
      reply = try Workshop.withOffice(
        directory, programme: programme, warn: { Terminal.error("the store: \($0)") }
      ) { office in
        Commands(office: office, reload: nil).handle(request)
      }
    }
    for line in reply.out { Terminal.out(line) }
    for line in reply.errors { Terminal.problem(line) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
  }
}
