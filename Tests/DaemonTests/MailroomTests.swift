import Daemon
import Domain
import Engine
import Foundation
import Letters
import Logging
import SMTPClient
import Synchronization
import Testing

/// What the watchdog asks of the coordinator.
@Suite(.timeLimit(.minutes(1))) struct MailroomTests {
  @Test("a letter that is never finished can be seen from outside")
  func hang() async throws {
    let room = try InboundFixture()
    try room.invite()
    try room.deliver(room.letter("Mag ik ook later komen?", to: "p0"))
    let isStuck = Atomic(true)
    var programme = room.engine.read { $0.programme }
    programme.templates.words["nl"] = [:]
    let layout = "{{content}} {{network.address}} {{reason}} {{link.unsubscribe}}"
    programme.templates.layoutHTML.text = layout
    programme.templates.layoutText.text = layout
    let composer = try Composer(programme: programme, keys: room.keys)
    let coordinator = DeliveryCoordinator(
      engine: room.engine, composer: { composer },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      guestMail: { _ in
        while isStuck.load(ordering: .relaxed) { usleep(1000) }
        return nil
      })
    #expect(coordinator.longestComposition == 0)
    async let mail = withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: coordinator.desk.next()) }
    }
    while coordinator.longestComposition < 0.1 { usleep(1000) }
    isStuck.store(false, ordering: .relaxed)
    _ = await mail
    #expect(coordinator.longestComposition == 0)
  }
}
