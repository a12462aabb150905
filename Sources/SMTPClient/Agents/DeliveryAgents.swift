/// Takes mails from the source to the relay: one thread and one connection per delivery agent.
///
/// Promises: each mail gets exactly one outcome; no last byte leaves without the source's `commit`;
/// trouble of the relay is never a person's failure; no secret is in any text that comes out.
package final class DeliveryAgents: Sendable {
  private let engine: AgentPool

  /// - Parameters:
  ///   - pauses: how long to rest after trouble of the relay.
  ///   - chance: random numbers from 0 to 1, for the jitter of the pauses.
  package init(
    relay: Relay, desk: DeliverySource, pauses: PauseCurve = PauseCurve(),
    chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    engine = AgentPool(relay: relay, desk: desk, pauses: pauses, chance: chance)
  }

  /// Starts the threads. Throws when libcurl cannot be used or the system has not even one thread.
  package func start() throws(RelayProblem) {
    try CurlLibrary.prepare()
    guard engine.spawn() > 0 else {
      throw RelayProblem(description: "no thread could be started for sending")
    }
  }

  /// Uses another relay from the next mail on; a transfer under way is not interrupted. What was
  /// wrong with the old relay is forgotten, so a corrected password is tried at once.
  package func replace(_ relay: Relay) {
    engine.replace(relay)
    _ = engine.spawn()
  }

  /// Takes nothing new, gives back what has not committed yet, and waits for the replies to the
  /// rest. Shortly before the time is over, those without a reply are given up as in doubt.
  ///
  /// The source must answer `.stop` from now on, or delivery agents that wait for it stay until it
  /// does; they are not counted.
  /// - Returns: the mails that have no outcome even now; 0 unless the source itself hangs.
  package func stop(graceSeconds: Int) -> Int {
    engine.close(graceSeconds: Double(graceSeconds))
  }

  /// Whether new mails are still taken.
  package var isOpen: Bool { engine.isOpen }

  /// For how many seconds a delivery agent with a mail in hand has given no sign of life; below 2
  /// unless one hangs, however slow the server is.
  package var longestSilence: Double { engine.longestSilence }

  /// Parcels that were taken from the source and have no outcome yet.
  package var inFlight: Int { engine.inFlight }
}
