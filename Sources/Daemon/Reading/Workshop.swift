package import ConfigReader
package import Domain
import FoundationEssentials
import JSONLines
import Letters
import Planning
import Reception
package import State
import Store

/// Opens files, journal and keys for the commands and the daemon.
package enum Workshop {
  /// The folder that holds `Config/`; relative paths of the files count from there.
  package static func root(of config: String) -> String {
    URL(fileURLWithPath: config).deletingLastPathComponent().path
  }

  /// Reads and checks `Config/` and `Templates/`, knowing what the state knows when there is one.
  /// `isWhole`: every problem, however many there are of a kind.
  package static func read(
    _ config: String, now: Instant, state directory: String? = nil, isWhole: Bool = false
  ) -> (programme: Programme?, problems: [Problem]) {
    guard let directory else { return parts(reading(config, now: now, isWhole: isWhole)) }
    do {
      let past = try past(directory, now: now)
      return parts(reading(config, now: now, past: past, isWhole: isWhole))
    } catch {
      return (nil, [Problem(path: directory, text: FileFailure(error).text)])
    }
  }

  private static func parts(
    _ reading: ConfigReader.Reading
  ) -> (programme: Programme?, problems: [Problem]) { (reading.programme, reading.problems) }

  /// As above, with what is known of the past, of secrets (`SecretCheck`), and the files themselves.
  package static func reading(
    _ config: String, now: Instant, past: Past = Past(), secrets: SecretCheck? = nil,
    isWhole: Bool = false
  ) -> ConfigReader.Reading {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: config, isDirectory: &isFolder), isFolder
    else {
      let text = "no such folder; --config names the one with convoke.toml"
      return ConfigReader.Reading(
        problems: [Problem(path: config, text: text)],
        files: ProgrammeFiles(files: [:], fingerprint: ""))
    }
    return ConfigReader.reading(
      directory: config, now: now, known: past.known,
      checks: [
        { Composer.check($0) }, { PageRenderer.check($0) }, { waitingRows($0.people, past) },
      ],
      looks: Looks(
        secret: { secrets?.finding($0, key: $1) }, pictures: { Composer.pictures(in: $0) }),
      isWhole: isWhole)
  }

  /// Rows that are not in force before an operator says who they are, measured by the roster kept.
  private static func waitingRows(_ roster: Roster, _ past: Past) -> [Problem] {
    guard let state = past.state, let kept = past.kept else { return [] }
    var people = state.people
    let before = Decide.identify(
      ConfigReader.roster(directory: kept + "/Config"), before: nil, state, &people
    ).roster
    let found = Decide.identify(
      roster, before: before, state, &people, isReleased: state.released.contains(.roster))
    return found.waiting.map(\.problem)
  }

  /// The state of a journal up to its last whole line, and how many entries it has. No lock; an
  /// absent journal is an empty state. `tables` are types of a snapshot's lines to pass over.
  package static func replay(
    _ directory: String, leavingOut tables: Set<String> = []
  ) throws -> (State, Int) {
    try StoreLock.checkOwner(directory)
    let files = StoreFiles(directory: directory)
    return try retrying {
      var state = State()
      let read = try files.read { line in
        if tables.contains(line.type) { return }
        if let entry = try state.decode(type: line.type, line.json) {
          state.apply(entry, at: Instant(milliseconds: line.at))
        }
      }
      return (state, read.lastSeq)
    }
  }

  /// When each delivery to a person was handed over and what the server said, from the journal.
  package static func history(
    of person: Int32, _ books: Books, _ directory: String
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

  /// Opens the store under its lock for one change, and closes it. `warn` hears what the last stop
  /// left behind.
  ///
  /// The change is made on the programme in force: nothing comes into force by it. `programme`, of the
  /// files, is asked for where nothing is in force yet, and does not come into force either.
  package static func withOffice<R>(
    _ directory: String, programme: @autoclosure () throws -> Programme, warn: (String) -> Void,
    _ body: (Office) throws -> R
  ) throws -> R {
    var options = JournalOptions()
    options.threading = .caller
    let world = World(now: { Self.now }, disk: RealDisk())
    let lock = try StateFormats.lock(directory)
    defer { withExtendedLifetime(lock) {} }
    _ = try makeKeys(directory)
    let kept = inForce(directory, now: Self.now)
    let opening = try Office.open(
      directory: directory, programme: try kept ?? programme(), previous: kept, world: world,
      rehearsal: false, options: options, accepting: kept != nil)
    defer { opening.office.journal.close() }
    opening.report.warnings.forEach(warn)
    return try body(opening.office)
  }

  package static var now: Instant {
    Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }
}
