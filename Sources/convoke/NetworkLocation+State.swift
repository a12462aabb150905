import ArgumentParser
import ConfigReader
import Daemon
import Domain
import FoundationEssentials
import Glibc
import StateFolder
import Store
import Synchronization

/// For a command that changes something, and may be the first to do so.
struct NewStore: ParsableArguments {
  @Flag(
    name: .customLong("new-store"),
    help: "Make the store where there is none, such as before the first start.")
  var isWanted = false
}

extension NetworkLocation {
  /// The folder with convoke.toml: `--config`, `$CONVOKE_CONFIG`, `./Config`,
  /// `/etc/convoke/Config`.
  var config: String {
    let place = FolderChoice.config(
      option: configOption, environment: ProcessInfo.processInfo.environment, exists: Self.exists)
    Self.remark(place.remarks)
    return place.path
  }

  /// The folder of the store, of which nothing has been read: root is its owner from here on, and
  /// others are refused (77). Looks at one key of the files.
  func stateDirectory() throws -> String {
    let config = config
    let place = FolderChoice.state(
      option: state, environment: ProcessInfo.processInfo.environment,
      store: (try? ConfigReader.storeDirectory(config: config)) ?? nil, config: config,
      exists: Self.exists)
    Self.remark(place.remarks)
    try Owner.become(of: place.path)
    return place.path
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// A line is said once, however often its place is asked for.
  private static func remark(_ lines: [String]) {
    for line in lines where said.withLock({ $0.insert(line).inserted }) { Terminal.error(line) }
  }

  private static let said = Mutex<Set<String>>([])

  // MARK: - Reading

  /// The store to read; nil where there is none, which stderr then says. `byFiles`: the command
  /// goes on without it.
  @discardableResult
  func storeToRead(byFiles: Bool = false) throws -> String? {
    let directory = try stateDirectory()
    let isThere = StateDirectory.hasStore(directory)
    if !isThere {
      Self.remark(["no store at \(directory)" + (byFiles ? ": this is by the files alone" : "")])
    }
    if let other = elsewhere(directory) { Self.remark([other.text]) }
    return isThere ? directory : nil
  }

  /// A daemon of this configuration that serves another store than `directory`.
  func elsewhere(_ directory: String) -> (text: String, state: String)? {
    guard !ControlClient.isServed(state: directory),
      let address = ConfigReader.adminAddress(config: config),
      let daemon = HealthProbe.ask(host: address.host, port: address.port),
      !FolderChoice.isSame(daemon.state, directory)
    else { return nil }
    let text =
      "the daemon of this configuration (process \(daemon.pid)) serves \(daemon.state), not "
      + directory
    return (text, daemon.state)
  }

  // MARK: - Changing

  /// The store to change. Where there is none it is only made when that was asked for (66), and
  /// never beside the one that a daemon of the same configuration serves (75).
  func storeToChange(making: Bool = false) throws -> String {
    let directory = try stateDirectory()
    let other = elsewhere(directory)
    guard StateDirectory.hasStore(directory) || making else {
      var text = "no store at \(directory): nothing was changed; name it with --state"
      if let other { text += " (\(other.text))" }
      throw Failure(Failure.noStore, text)
    }
    if let other {
      throw Failure(
        Failure.unavailable, "nothing was changed: \(other.text); use --state \(other.state)")
    }
    return directory
  }

  /// Asks the running daemon; else opens the store under its lock and does it here. All requests
  /// are carried out, also after one that was refused.
  func change(
    _ requests: [ControlRequest], now: Instant, newStore: Bool = false, quiet: Bool = false
  ) throws {
    let directory = try storeToChange(making: newStore)
    var last: ControlReply?
    var exitCode = 0
    var isChanged = false
    func show(_ reply: ControlReply) {
      for line in reply.out { Terminal.out(line) }
      for line in reply.errors { Terminal.problem(line) }
      if reply.exitCode != 0 { exitCode = reply.exitCode } else { isChanged = true }
      last = reply
    }
    var left = requests[...]
    while let request = left.first, let reply = ControlClient.ask(request, state: directory) {
      show(reply)
      left.removeFirst()
    }
    if !left.isEmpty {
      let programme = try programme(now: now, quiet: true)
      try Failure.naming {
        try StateDirectory.withOffice(
          directory, programme: programme, warn: { Terminal.error("the store: \($0)") }
        ) { engine in
          let commands = Commands(engine: engine, reload: nil)
          for request in left { show(commands.handle(request)) }
        }
      }
    }
    if isChanged, !quiet { Self.say(last, directory) }
    if exitCode != 0 { throw ExitCode(Int32(exitCode)) }
  }

  /// In which store, and through which process.
  static func say(_ reply: ControlReply?, _ directory: String) {
    let path = FolderChoice.absolute(directory)
    if let pid = reply?.pid {
      Terminal.out("Store: \(path), by the daemon (process \(pid)).")
    } else {
      Terminal.out("Store: \(path), by this command (process \(getpid())).")
    }
  }
}

extension NetworkLocation {
  /// For a command that just made the network: an empty store where there is none yet. A daemon at
  /// the address of its `admin_listen` is another network's.
  func makeStore(now: Instant) throws -> String {
    let directory = try stateDirectory()
    let programme = try programme(now: now, quiet: true)
    try Failure.naming {
      try StateDirectory.withOffice(
        directory, programme: programme, warn: { Terminal.error("the store: \($0)") }
      ) { _ in }
    }
    return FolderChoice.absolute(directory)
  }
}
