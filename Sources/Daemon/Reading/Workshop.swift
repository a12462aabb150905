package import ConfigReader
package import Domain
import Foundation
import JSONLines
package import Letters
import Planning
import Reception
import Store

/// Opens files, journal and keys for the commands and the daemon.
package enum Workshop {
  /// The folder that holds `Config/`; relative paths of the files count from there.
  package static func root(of config: String) -> String {
    URL(fileURLWithPath: config).deletingLastPathComponent().path
  }

  /// Reads and checks `Config/` and `Templates/`, knowing what the state knows when there is one.
  package static func read(
    _ config: String, now: Instant, state directory: String? = nil
  ) -> (programme: Programme?, problems: [Problem]) {
    guard let directory else { return parts(reading(config, now: now)) }
    do {
      return parts(reading(config, now: now, known: try past(directory, now: now).known))
    } catch {
      return (nil, [Problem(path: directory, text: FileFailure(error).text)])
    }
  }

  private static func parts(
    _ reading: ConfigReader.Reading
  ) -> (programme: Programme?, problems: [Problem]) { (reading.programme, reading.problems) }

  /// As above, with what is known of the past, of secrets (`SecretCheck`), and the files themselves.
  package static func reading(
    _ config: String, now: Instant, known: KnownFacts = .none, secrets: SecretCheck? = nil
  ) -> ConfigReader.Reading {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: config, isDirectory: &isFolder), isFolder.boolValue
    else {
      let text = "no such folder; --config names the one with convoke.toml"
      return ConfigReader.Reading(
        problems: [Problem(path: config, text: text)],
        files: ProgrammeFiles(files: [:], fingerprint: ""))
    }
    return ConfigReader.reading(
      directory: config, now: now, known: known,
      checks: [{ Composer.check($0) }, { PageRenderer.check($0) }],
      looks: Looks(
        secret: { secrets?.finding($0, key: $1) }, pictures: { Composer.pictures(in: $0) }))
  }

  /// The state of a journal up to its last whole line, and how many entries it has. No lock; an
  /// absent journal is an empty state. `tables` are types of a snapshot's lines to pass over.
  package static func replay(
    _ directory: String, leavingOut tables: Set<String> = []
  ) throws -> (State, Int) {
    var state = State()
    try StoreLock.checkOwner(directory)
    let files = StoreFiles(directory: directory)
    let read = try files.read { line in
      if tables.contains(line.type) { return }
      if let entry = try state.decode(type: line.type, line.json) {
        state.apply(entry, at: Instant(milliseconds: line.at))
      }
    }
    return (state, read.lastSeq)
  }

  /// When each delivery to a person was handed over and what the server said, from the journal.
  package static func history(
    of person: Int32, _ books: Books, _ directory: String
  ) throws -> [DeliveryKey: DeliveryHistory] {
    var history: [DeliveryKey: DeliveryHistory] = [:]
    let id = books.state.people.name(person)
    _ = try StoreFiles(directory: directory).read { line in
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

  /// The signing keys of a state directory, made at the first start (0600).
  package static func keys(_ directory: String) throws -> SigningKeys {
    let path = directory + "/keys.json"
    if let data = FileManager.default.contents(atPath: path) {
      return try KeyFile.parse(Array(data), path: path)
    }
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    try KeyFile.write(secret, path: path)
    return SigningKeys(master: secret)
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
    let lock = try StoreLock.acquire(directory: directory)
    defer { withExtendedLifetime(lock) {} }
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
