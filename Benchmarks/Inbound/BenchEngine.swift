import Daemon
import Domain
import Engine
import Foundation
import Letters
import State
import StateFolder
import Store
import Synchronization

/// An engine that sent an invitation to everybody on its roster, and what it makes of their mail.
///
/// The journal is written and not synced: the disk is measured by `StoreBench`.
final class BenchEngine {
  static let people = 2000
  private static let start = Instant(seconds: 1_809_600_000)

  private let folder: URL
  private let engine: Engine
  private let keys: SigningKeys
  private let identification: SenderIdentification
  private let clock: Clock

  /// Moves on by a second with each mail.
  final class Clock: Sendable {
    private let seconds = Atomic<Int64>(0)
    func tick() { seconds.add(1, ordering: .relaxed) }
    var now: Instant { BenchEngine.start.adding(seconds: seconds.load(ordering: .relaxed)) }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "convoke-inbound-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let clock = Clock()
    var options = JournalOptions()
    options.threading = .caller
    keys = try StateDirectory.makeKeys(folder.path)
    engine = try StateDirectory.open(
      directory: folder.path, programme: try Self.programme(), previous: nil,
      environment: Environment(now: { clock.now }, disk: RealDisk(syncs: false)), rehearsal: false,
      options: options
    ).engine
    identification = SenderIdentification(
      engine,
      directory: LinkIndex(events: ["open"], people: (0..<Self.people).map { "p\($0)" }),
      keys: keys)
    self.clock = clock
    let sent = (0..<Self.people).compactMap { engine.person("p\($0)") }.map {
      Entry.sent(DeliveryKey(event: "open", step: "invitation", person: $0), reply: "250 ok")
    }
    try engine.wait(engine.change { _, _ in ((), sent) }.1)
  }

  deinit {
    engine.journal.close()
    try? FileManager.default.removeItem(at: folder)
  }

  /// The `number`th mail that comes in: of a person after the other, each round of another kind.
  func mail(_ number: Int) -> SpooledMail {
    let id = "p\(number % Self.people)"
    let tag = AddressTag.bounce(event: "open", step: "invitation", person: id, keys: keys)
    let sample = SampleMail(
      bounceTag: tag, uid: AddressTag.calendar(event: "open", person: id, keys: keys),
      thread: AddressTag.thread(event: "open", person: id, keys: keys), address: "\(id)@b.example",
      stamp: Self.stamp(clock.now), number: number,
      comes: number / Self.people / 5 % 2 == 0)
    return SpooledMail(mail: sample.mail(number / Self.people + number))
  }

  /// What the daemon does with a mail between reading its file and waiting for the disk.
  func take(_ mail: SpooledMail) -> Disposition {
    clock.tick()
    let reading = IdentifiedMail(mail, identification: identification)
    guard let understanding = reading.understanding else { return .kept }
    return engine.receive(reading.asks, understanding, digest: MailDigest.of(mail)).0
  }

  /// What is appended goes to the file, as after each batch of the daemon.
  func flush() throws { try engine.wait(engine.change { _, _ in ((), []) }.1) }

  private static func stamp(_ now: Instant) -> String {
    String(now.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
  }

  private static func programme() throws -> Programme {
    let address = try MailAddress("bounces@mvo.example")
    let none = SourceText(path: "", text: "")
    let people = try (0..<people).map {
      Person(id: "p\($0)", email: try MailAddress("p\($0)@b.example"), name: "P \($0)")
    }
    return Programme(
      network: Network(name: "MVO", zone: .utc, language: "nl", address: "Utrecht"),
      mail: MailSettings(from: Mailbox(name: "MVO", address: address), bounces: address),
      smtp: SMTPSettings(host: "127.0.0.1", port: 25), web: WebSettings(url: "http://127.0.0.1"),
      send: SendSettings(
        hours: .always(in: .utc), minGap: .days(3), confirmOver: 0, settle: .minutes(10)),
      people: Roster(people), playbooks: [:], events: [try event()],
      templates: TemplateSet(
        layoutHTML: none, layoutText: none, letters: [:], web: [:], words: [:]),
      fingerprint: "1")
  }

  private static func event() throws -> Event {
    func local(_ text: String) throws -> LocalDateTime {
      guard let time = LocalDateTime(parsing: text) else { throw CocoaError(.formatting) }
      return time
    }
    let facts = EventFacts(
      starts: try local("2037-06-17T14:00:00"), ends: try local("2037-06-17T17:30:00"), zone: .utc)
    let steps = [
      Step(
        name: "save-the-date", trigger: .at(.local(try local("2037-05-01T09:30:00"))),
        to: .audience, until: .start, onDoubt: .next),
      Step(
        name: "invitation", trigger: .at(.local(try local("2037-05-04T09:30:00"))), to: .audience,
        until: .start, onDoubt: .next),
      Step(
        name: "reminder", trigger: .at(.local(try local("2037-06-04T09:30:00"))), to: .silent,
        until: .start, onDoubt: .next),
      Step(name: "confirmation", trigger: .on(.rsvp), to: .person, until: .start, onDoubt: .resend),
    ]
    return Event(
      id: "open", kind: "openspace", title: LocalizedText("Open"), facts: facts,
      host: Mailbox(name: "Sanne", address: try MailAddress("sanne@mvo.example")),
      audience: .everyone, capacity: 0, answerBy: facts.startInstant, steps: steps)
  }
}
