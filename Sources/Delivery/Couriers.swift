/// Takes parcels from the desk to the relay: one thread and one connection per courier.
///
/// Promises: each parcel gets exactly one outcome; no last byte leaves without the desk's `commit`;
/// trouble of the relay is never a person's failure; no secret is in any text that comes out.
package final class Couriers: Sendable {
  private let office: Office

  /// - Parameters:
  ///   - pauses: how long to rest after trouble of the relay.
  ///   - chance: random numbers from 0 to 1, for the jitter of the pauses.
  package init(
    relay: Relay, desk: DeliveryDesk, pauses: PauseCurve = PauseCurve(),
    chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    office = Office(relay: relay, desk: desk, pauses: pauses, chance: chance)
  }

  /// Starts the threads. Throws when libcurl cannot be used or the system has not even one thread.
  package func start() throws(RelayProblem) {
    try CurlLibrary.prepare()
    guard office.hire() > 0 else {
      throw RelayProblem(description: "no thread could be started for sending")
    }
  }

  /// Uses another relay from the next mail on; a transfer under way is not interrupted. What was
  /// wrong with the old relay is forgotten, so a corrected password is tried at once.
  package func replace(_ relay: Relay) {
    office.replace(relay)
    _ = office.hire()
  }

  /// Takes nothing new, gives back what has not committed yet, and waits for the replies to the
  /// rest. Shortly before the time is over, those without a reply are given up as in doubt.
  ///
  /// The desk must answer `.stop` from now on, or couriers that wait for it stay until it does;
  /// they are not counted.
  /// - Returns: the parcels that have no outcome even now; 0 unless the desk itself hangs.
  package func stop(graceSeconds: Int) -> Int {
    office.close(graceSeconds: Double(graceSeconds))
  }

  /// Whether new parcels are still taken.
  package var isOpen: Bool { office.isOpen }

  /// For how many seconds a courier with a parcel in hand has given no sign of life; below 2 unless
  /// one hangs, however slow the server is.
  package var longestSilence: Double { office.longestSilence }

  /// Parcels that were taken from the desk and have no outcome yet.
  package var inFlight: Int { office.inFlight }
}
