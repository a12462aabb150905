import Daemon
import Domain
import Engine
import Letters
import Logging
import Planning
import Refusals
import SMTPClient
import State
import Synchronization
import Testing

/// Letters that are composed while the disk works for another.
@Suite(.timeLimit(.minutes(1))) struct AheadTests {
  private static func composer(_ room: InboundFixture, body: String = "Kom je?") throws -> Composer
  {
    var programme = room.engine.read { $0.programme }
    programme.templates.words["nl"] = [:]
    programme.templates.letters["nl/invitation"] = Article(
      path: "", subject: "Open", preheader: "", body: body)
    let layout = "{{content}} {{network.address}} {{reason}} {{link.unsubscribe}}"
    programme.templates.layoutHTML.text = layout
    programme.templates.layoutText.text = layout
    return try Composer(programme: programme, keys: room.keys)
  }

  /// A coordinator with three invitations to send.
  private static func coordinator(
    _ room: InboundFixture, composer: (@Sendable () -> Composer)? = nil
  ) throws -> DeliveryCoordinator {
    room.engine.tick()
    let own = try Self.composer(room)
    return DeliveryCoordinator(
      engine: room.engine, composer: composer ?? { own },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func mail(_ coordinator: DeliveryCoordinator) throws -> OutgoingMessage {
    guard case .mail(let mail) = coordinator.desk.next() else {
      throw Missing.noParcel
    }
    return mail
  }

  private enum Missing: Error { case noParcel }

  private static func taken(_ room: InboundFixture) -> Int {
    room.engine.read { $0.dueQueue.inFlightCount }
  }

  @Test("a courier that waits for its commitment prepares one letter, for whoever is free")
  func ahead() throws {
    let room = try InboundFixture()
    let coordinator = try Self.coordinator(room)
    let first = try Self.mail(coordinator)
    #expect(Self.taken(room) == 1)
    #expect(coordinator.desk.commit(first.id))
    #expect(Self.taken(room) == 2)
    let second = try Self.mail(coordinator)
    #expect(Self.taken(room) == 2)
    #expect(second.recipient != first.recipient)
    for mail in [first, second] {
      if mail.id == second.id { #expect(coordinator.desk.commit(mail.id)) }
      coordinator.desk.outcome(mail.id, .sent(reply: "250 ok"))
    }
    #expect(try Self.mail(coordinator).recipient != second.recipient)
    let sent = try (0..<3).filter { try room.delivery("p\($0)") == .sent }
    #expect(sent.count == 2)
  }

  @Test("what was composed ahead goes back at a stop, and when the relay is in trouble")
  func back() throws {
    let room = try InboundFixture()
    let coordinator = try Self.coordinator(room)
    let first = try Self.mail(coordinator)
    #expect(coordinator.desk.commit(first.id))
    coordinator.desk.relayTrouble(
      RelayTrouble(kind: .streak, stage: .connect, text: "gone", permanent: false))
    #expect(Self.taken(room) == 1)
    let second = try Self.mail(coordinator)
    #expect(coordinator.desk.commit(second.id))
    #expect(Self.taken(room) == 3)
    coordinator.stop()
    #expect(Self.taken(room) == 2)
    let states = try (0..<3).map { try room.delivery("p\($0)") }
    #expect(states.count { $0 == .committed } == 2)
    #expect(states.count { $0 == .open } == 1)
  }

  @Test("what was composed ahead is composed anew when another programme came into force")
  func edition() throws {
    let room = try InboundFixture()
    let composer = Mutex(try Self.composer(room))
    let coordinator = try Self.coordinator(room) { composer.withLock { $0 } }
    let first = try Self.mail(coordinator)
    #expect(coordinator.desk.commit(first.id))
    let next = try Self.composer(room, body: "Kom je ook?")
    composer.withLock { $0 = next }
    let second = try Self.mail(coordinator)
    #expect(String(decoding: second.message, as: UTF8.self).contains("Kom je ook?"))
    #expect(Self.taken(room) == 2)
  }

  @Test("who answers no after the letter was composed ahead does not get it")
  func answered() throws {
    let room = try InboundFixture()
    let coordinator = try Self.coordinator(room)
    let first = try Self.mail(coordinator)
    #expect(coordinator.desk.commit(first.id))
    let second = try Self.mail(coordinator)
    let person = try #require(room.engine.person(String(second.recipient.prefix(2))))
    try room.engine.wait(
      room.engine.answer(Answer(choice: .no, via: "link"), of: person, to: "open").1)
    #expect(!coordinator.desk.commit(second.id))
  }
}
