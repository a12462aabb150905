/// How long the delivery agents rest after the first, second, third trouble in a row.
package struct PauseCurve: Sendable {
  /// Seconds.
  package var first: Double
  /// Seconds; no pause is longer.
  package var longest: Double
  package var factor: Double
  /// The share by which a pause may be shorter or longer, so that many senders spread out.
  package var jitter: Double

  package init(
    first: Double = 5, longest: Double = 900, factor: Double = 2, jitter: Double = 0.2
  ) {
    self.first = first
    self.longest = longest
    self.factor = factor
    self.jitter = jitter
  }

  /// - Parameters:
  ///   - count: 1 for the first pause.
  ///   - chance: a random number from 0 to 1.
  package func seconds(after count: Int, chance: Double) -> Double {
    var pause = first
    for _ in 1..<max(count, 1) where pause < longest { pause *= factor }
    return min(pause, longest) * (1 + jitter * (2 * chance - 1))
  }
}
