import ConfigReader
package import Domain
package import Engine
import FoundationEssentials
import JSONLines
package import Letters
import Planning
package import Queries
package import State
package import Store

/// Opens files, journal and keys for the commands and the daemon.
package enum StateDirectory {
  /// The folder that holds `Config/`; relative paths of the files count from there.
  package static func root(of config: String) -> String {
    URL(fileURLWithPath: config).deletingLastPathComponent().path
  }

  /// The state of a journal up to its last whole line, and how many entries it has. No lock; an
  /// absent journal is an empty state. `tables` are types of a snapshot's lines to pass over.
  package static func replay(
    _ directory: String, leavingOut tables: Set<String> = [],
    seeing: (_ at: Int64) -> Void = { _ in }
  ) throws -> (State, Int) {
    try StoreLock.checkOwner(directory)
    let files = StoreFiles(directory: directory)
    return try retrying {
      var state = State()
      let read = try files.read { line in
        if tables.contains(line.type) { return }
        seeing(line.at)
        if let entry = try state.decode(type: line.type, line.json) {
          state.apply(entry, at: Instant(milliseconds: line.at))
        }
      }
      return (state, read.lastSeq)
    }
  }

  /// When each delivery to a person was handed over and what the server said, from the journal.
  package static func history(
    of person: Int32, _ books: NetworkView, _ directory: String
  ) throws -> [DeliveryKey: DeliveryHistory] {
    var history: [DeliveryKey: DeliveryHistory] = [:]
    let id = books.state.people.name(person)
    var rounds = DeliveryHistory.Rounds()
    _ = try StoreFiles(directory: directory).read { line in
      if line.type == "event.again" { rounds.begin(line.json, of: person, &history) }
      guard line.type.hasPrefix("delivery."), line.json.string("person") == id,
        let event = line.json.string("event"), let step = line.json.string("step")
      else { return }
      let key = DeliveryKey(
        event: event, step: step, person: person,
        occurrence: Int32(truncatingIfNeeded: line.json.int("occurrence") ?? 0))
      history[key, default: DeliveryHistory()].at = Instant(milliseconds: line.at)
      if let messageID = line.json.string("message_id") { history[key]?.messageID = messageID }
      if let reply = line.json.string("reply") { history[key]?.reply = reply }
    }
    return history
  }

  /// Opens a store as the engine's state, without those who were forgotten; see `Engine.open`.
  ///
  /// `keys`: nil for those of the folder, which are read only when somebody is or was forgotten.
  package static func open(
    directory: String, programme: Programme, previous: Programme?, environment: Environment,
    rehearsal: Bool, options: JournalOptions, accepting: Bool = true,
    keys known: SigningKeys? = nil,
    keep: (_ programme: Programme, _ state: State) throws -> Void = { _, _ in }
  ) throws -> Engine.Opening {
    func keys() throws -> SigningKeys { try known ?? Self.keys(directory) }
    return try Engine.open(
      directory: directory, programme: programme, previous: previous, environment: environment,
      rehearsal: rehearsal, options: options, accepting: accepting,
      hooks: Engine.OpeningHooks(
        finishForgetting: {
          try Forgetting.finishForgetting(
            StoreFiles(directory: directory, disk: environment.disk), keys: keys())
        },
        withoutForgotten: { try Forgetting.withoutForgotten($0, $1, keys: keys()) },
        zone: ConfigReader.loadZone),
      keep: keep)
  }

  /// Opens the store under its lock for one change, and closes it. `warn` hears what the last stop
  /// left behind.
  ///
  /// The change is made on the programme in force: nothing comes into force by it. `programme`, of
  /// the files, is asked for where nothing is in force yet, and does not come into force either.
  package static func withOffice<R>(
    _ directory: String, programme: @autoclosure () throws -> Programme, warn: (String) -> Void,
    _ body: (Engine) throws -> R
  ) throws -> R {
    var options = JournalOptions()
    options.threading = .caller
    let environment = Environment(now: { WallClock.now }, disk: RealDisk())
    let lock = try StateFormats.lock(directory)
    defer { withExtendedLifetime(lock) {} }
    _ = try makeKeys(directory)
    let kept = ProgrammeLoader.inForce(directory, now: WallClock.now)
    let opening = try open(
      directory: directory, programme: try kept ?? programme(), previous: kept,
      environment: environment,
      rehearsal: false, options: options, accepting: kept != nil)
    defer { opening.engine.journal.close() }
    opening.report.warnings.forEach(warn)
    return try body(opening.engine)
  }
}
