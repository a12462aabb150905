import Dispatch
import MailCatcher
import SMTPClient

/// A catcher and delivery agents that send to it, started and stopped around a test.
enum Fixture {
  static func mail(
    _ id: UInt64 = 1, to recipient: String = "anna@partner.example",
    from: String = "bounces+k7x2@mvo.example", bytes: Int = 1200
  ) -> OutgoingMessage {
    var text = "From: mvo@mvo.example\r\nTo: \(recipient)\r\nSubject: OpenSpace \(id)\r\n\r\n"
    while text.utf8.count < bytes { text += ".Breng je vraag mee, en neem een collega mee.\r\n" }
    return OutgoingMessage(
      id: id, envelopeFrom: from, recipient: recipient, message: Array(text.utf8),
      label: "openspace-mei/invitation/\(id)")
  }

  static func relay(
    _ catcher: MailCatcher, connections: Int = 1, credentials: Credentials? = nil,
    replyTimeout: Int = 600
  ) throws -> Relay {
    var relay = try Relay(
      url: "smtp://127.0.0.1:\(catcher.smtpPort)", requireTLS: false, credentials: credentials,
      connections: connections, ehloName: "test.mvo.example")
    relay.timeouts.reply = replyTimeout
    relay.timeouts.goodbye = 1
    return relay
  }

  /// Pauses too short to wait for and long enough to be pauses.
  static let pauses = PauseCurve(first: 0.02, longest: 0.1)

  private static let turnstile = Turnstile(most: 16)

  static func with<Result>(
    _ script: FaultScript = FaultScript(), manners: ServerOptions = ServerOptions(),
    desk: TestSource,
    connections: Int = 1, credentials: Credentials? = nil, replyTimeout: Int = 600,
    pauses: PauseCurve = Fixture.pauses,
    _ body: (MailCatcher, DeliveryAgents) async throws -> Result
  ) async throws -> Result {
    await turnstile.enter()
    defer { Task { await turnstile.leave() } }
    let catcher = try MailCatcher(manners: manners, script: script)
    try await catcher.start()
    let agents = DeliveryAgents(
      relay: try relay(
        catcher, connections: connections, credentials: credentials, replyTimeout: replyTimeout),
      desk: desk.desk, pauses: pauses)
    try agents.start()
    do {
      let result = try await body(catcher, agents)
      desk.close()
      _ = await stop(agents, graceSeconds: 3)
      await catcher.stop()
      return result
    } catch {
      desk.close()
      await catcher.stop()
      throw error
    }
  }

  /// Stops on a thread that may block.
  static func stop(_ agents: DeliveryAgents, graceSeconds: Int) async -> Int {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: agents.stop(graceSeconds: graceSeconds))
      }
    }
  }
}
