import Daemon
import Domain
import Engine
import Foundation
import Letters
import Logging
import State
import StateFolder
import Store
import Testing

/// An engine with a spool: mails are put in as an MTA would, and read in one round.
///
/// The sample's event "open" has one seat; p0, p1 and p2 were sent the invitation.
final class InboundFixture {
  static let may = Instant(seconds: 1_809_600_000)

  let folder: Folder
  let engine: Engine
  let keys: SigningKeys
  let intake: InboundService
  let spool: Spool
  let metrics = Metrics()

  init(
    now: Instant = InboundFixture.may, authority: String? = nil, maildir: Bool = false,
    folder: Folder? = nil, log: LogLines? = nil, disk: (any Disk)? = nil
  ) throws {
    let folder = try folder ?? Folder()
    self.folder = folder
    var options = JournalOptions()
    options.threading = .caller
    var programme = try Sample.programme()
    programme.inboundAuthority = authority
    programme.templates.letters["nl/forward"] = Article(
      path: "", subject: "", preheader: "", body: "")
    keys = try StateDirectory.makeKeys(folder.path)
    let opening = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { now }, disk: disk ?? RealDisk(syncs: false)),
      rehearsal: false,
      options: options)
    engine = opening.engine
    spool = Spool(state: folder.path)
    let directory = LinkIndex(
      events: ["open"], people: ["p0", "p1", "p2", "sanne@mvo.example"])
    let handler: any LogHandler = if let log { log } else { SwiftLogNoOpLogHandler() }
    let source = maildir ? folder.path + "/Maildir" : nil
    intake = InboundService(
      engine: engine, keys: keys, directory: { directory }, state: folder.path,
      maildir: { source }, metrics: metrics,
      logger: Logger(label: "test") { _ in handler })
    try intake.open()
  }

  deinit { engine.journal.close() }

  /// Records that the invitation went to everybody.
  func invite() throws {
    let entries = try (0..<3).map { index in
      let person = try #require(engine.person("p\(index)"))
      return Entry.sent(
        DeliveryKey(event: "open", step: "invitation", person: person), reply: "250 ok")
    }
    try engine.wait(engine.change { _, _ in ((), entries) }.1)
  }

  func put(_ mail: String, sender: String? = nil, recipient: String? = nil) throws {
    let bytes = Array(mail.replacing("\n", with: "\r\n").utf8)
    try spool.deposit(
      SpooledMail(sender: sender, recipient: recipient, mail: bytes), now: 1_800_000_000_000)
  }

  /// Puts a mail in and has it read.
  func deliver(_ mail: String, sender: String? = nil, recipient: String? = nil) throws {
    try put(mail, sender: sender, recipient: recipient)
    intake.round()
  }

  func number(_ id: String) throws -> Int32 { try #require(engine.person(id)) }

  func delivery(_ id: String) throws -> DeliveryState {
    let person = try number(id)
    return engine.read { current in
      current.state.delivery(DeliveryKey(event: "open", step: "invitation", person: person))
    }
  }

  func seat(_ id: String) throws -> Seat {
    let person = try number(id)
    return engine.read { current in current.state.events["open"]?.seats.seat(of: person) ?? .none }
  }

  func choice(_ id: String) throws -> Choice? {
    let person = try number(id)
    return engine.read { current in current.state.events["open"]?.seats.standings[person]?.choice }
  }

  func isUnsubscribed(_ id: String) throws -> Bool {
    let person = try number(id)
    return engine.read { current in current.state.hasUnsubscribed(person, kind: "openspace") }
  }

  func suppression(_ id: String) throws -> String? {
    let person = try number(id)
    return engine.read { current in current.state.suppressed[person] }
  }

  /// How many confirmations and the like are owed to somebody.
  func owed(_ id: String) throws -> Int {
    let person = try number(id)
    return engine.read { current in
      current.state.events["open"]?.occurrences.keys.count { $0.person == person } ?? 0
    }
  }

  /// Whose mails went to the host, and why.
  var forwards: [String] {
    get throws {
      engine.read { current in
        current.state.post.forwards.values.map { forward in
          current.state.people.name(forward.about.person) + " " + forward.why
        }
      }.sorted()
    }
  }

  /// How many mails with a guest's words are owed to the host.
  var hostMails: Int {
    get throws {
      engine.read { current in
        current.state.events["open"]?.occurrences.values.count { $0.notice?.kind == .forward } ?? 0
      }
    }
  }

  /// How long the journal is.
  var entries: Int { engine.journal.status.entries }

  /// How many mails are in each room that has any.
  var rooms: [Spool.Folder: Int] {
    get throws {
      var rooms: [Spool.Folder: Int] = [:]
      for room in Spool.Folder.allCases {
        let count = try spool.names(in: room).count
        if count > 0 { rooms[room] = count }
      }
      return rooms
    }
  }
}
