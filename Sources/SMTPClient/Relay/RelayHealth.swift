/// Whether the relay may be used: a circuit breaker, all delivery agents share one.
///
/// Trouble sends everyone to rest; when the pause is over, one delivery agent tries. If that works
/// all go on, if not they rest longer. So a broken password costs one attempt a pause and not one a
/// mail.
package struct RelayHealth: Sendable {
  package enum Permission: Sendable, Equatable {
    case go
    /// Go, alone; the others wait for what you find.
    case probe
    /// Ask again when this moment has come, or when something changed; nil: only then.
    case wait(until: Double?)
  }

  /// This many mails in a row that failed for no fault of theirs are trouble too.
  package static let streakLimit = 3

  private enum Phase: Sendable {
    case well
    case resting(until: Double)
    case probing
  }

  private var phase = Phase.well
  private var troubles = 0
  private var streak = 0
  private let curve: PauseCurve

  package init(curve: PauseCurve) {
    self.curve = curve
  }

  package var isWell: Bool {
    if case .well = phase { true } else { false }
  }

  /// - Parameter now: seconds of a monotonic clock, like every moment here.
  package mutating func permission(now: Double) -> Permission {
    switch phase {
    case .well: return .go
    case .probing: return .wait(until: nil)
    case .resting(let until) where now < until: return .wait(until: until)
    case .resting:
      phase = .probing
      return .probe
    }
  }

  /// The delivery agent that was to try found nothing to send, or left: another may.
  package mutating func returnProbe(now: Double) {
    if case .probing = phase { phase = .resting(until: now) }
  }

  /// The relay answered as it should. In a rest only who was sent to try can say so: mails that
  /// were under way when it began end well although a quota is used up.
  /// - Returns: whether it had not before.
  package mutating func worked(wasProbe: Bool) -> Bool {
    guard isWell || wasProbe else { return false }
    let recovered = !isWell
    phase = .well
    troubles = 0
    streak = 0
    return recovered
  }

  /// A mail failed for no fault of its own.
  /// - Returns: whether that makes it trouble.
  package mutating func stumbled() -> Bool {
    streak += 1
    return streak >= Self.streakLimit || !isWell
  }

  /// - Parameters:
  ///   - wasProbe: others that were still under way when the rest began do not prolong it.
  ///   - isQuota: it passes by itself, in hours, and trying often makes it worse.
  ///   - chance: gives a random number from 0 to 1; asked only when a pause begins.
  /// - Returns: how many in a row, and the pause in seconds; nil when it is known already.
  package mutating func failed(
    now: Double, wasProbe: Bool, isQuota: Bool = false, chance: @autoclosure () -> Double
  ) -> (count: Int, pause: Double)? {
    guard isWell || wasProbe else { return nil }
    troubles += 1
    streak = 0
    let pause =
      isQuota
      ? curve.longest * (1 + curve.jitter * chance())
      : curve.seconds(after: troubles, chance: chance())
    phase = .resting(until: now + pause)
    return (troubles, pause)
  }
}
