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

/// An office with a spool: mails are put in as an MTA would, and read in one round.
///
/// The sample's event "open" has one seat; p0, p1 and p2 were sent the invitation.
final class PostRoom {
  static let may = Instant(seconds: 1_809_600_000)

  let folder: Folder
  let office: Office
  let keys: SigningKeys
  let intake: Intake
  let spool: Spool
  let metrics = Metrics()

  init(
    now: Instant = PostRoom.may, authority: String? = nil, maildir: Bool = false,
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
    keys = try Workshop.makeKeys(folder.path)
    let opening = try Workshop.open(
      directory: folder.path, programme: programme, previous: nil,
      world: World(now: { now }, disk: disk ?? RealDisk(syncs: false)), rehearsal: false,
      options: options)
    office = opening.office
    spool = Spool(state: folder.path)
    let directory = LinkDirectory(
      events: ["open"], people: ["p0", "p1", "p2", "sanne@mvo.example"])
    let handler: any LogHandler = if let log { log } else { SwiftLogNoOpLogHandler() }
    let source = maildir ? folder.path + "/Maildir" : nil
    intake = Intake(
      office: office, keys: keys, directory: { directory }, state: folder.path,
      maildir: { source }, metrics: metrics,
      logger: Logger(label: "test") { _ in handler })
    try intake.open()
  }

  deinit { office.journal.close() }

  /// Records that the invitation went to everybody.
  func invite() throws {
    let entries = try (0..<3).map { index in
      let person = try #require(office.person("p\(index)"))
      return Entry.sent(
        DeliveryKey(event: "open", step: "invitation", person: person), reply: "250 ok")
    }
    try office.wait(office.change { _, _ in ((), entries) }.1)
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

  func number(_ id: String) throws -> Int32 { try #require(office.person(id)) }

  func delivery(_ id: String) throws -> DeliveryState {
    let person = try number(id)
    return office.read { desk in
      desk.state.delivery(DeliveryKey(event: "open", step: "invitation", person: person))
    }
  }

  func seat(_ id: String) throws -> Seat {
    let person = try number(id)
    return office.read { desk in desk.state.events["open"]?.seats.seat(of: person) ?? .none }
  }

  func choice(_ id: String) throws -> Choice? {
    let person = try number(id)
    return office.read { desk in desk.state.events["open"]?.seats.standings[person]?.choice }
  }

  func isUnsubscribed(_ id: String) throws -> Bool {
    let person = try number(id)
    return office.read { desk in desk.state.hasUnsubscribed(person, kind: "openspace") }
  }

  func suppression(_ id: String) throws -> String? {
    let person = try number(id)
    return office.read { desk in desk.state.suppressed[person] }
  }

  /// How many confirmations and the like are owed to somebody.
  func owed(_ id: String) throws -> Int {
    let person = try number(id)
    return office.read { desk in
      desk.state.events["open"]?.occurrences.keys.count { $0.person == person } ?? 0
    }
  }

  /// Whose mails went to the host, and why.
  var forwards: [String] {
    get throws {
      office.read { desk in
        desk.state.post.forwards.values.map { forward in
          desk.state.people.name(forward.about.person) + " " + forward.why
        }
      }.sorted()
    }
  }

  /// How many mails with a guest's words are owed to the host.
  var hostMails: Int {
    get throws {
      office.read { desk in
        desk.state.events["open"]?.occurrences.values.count { $0.notice?.kind == .forward } ?? 0
      }
    }
  }

  /// How long the journal is.
  var entries: Int { office.journal.status.entries }

  /// How many mails are in each room that has any.
  var rooms: [Spool.Room: Int] {
    get throws {
      var rooms: [Spool.Room: Int] = [:]
      for room in Spool.Room.allCases {
        let count = try spool.names(in: room).count
        if count > 0 { rooms[room] = count }
      }
      return rooms
    }
  }
}
