/// Wakes threads that wait for something to do, wherever that something is kept.
package final class WakeUp: Sendable {
  /// How often it rang.
  private let rings = Monitor<UInt64>(0)

  package init() {}

  /// A mark to be given to `wait`: rings after it are not missed.
  package var mark: UInt64 { rings.withLock { $0 } }

  package func ring() { rings.change { $0 &+= 1 } }

  /// Returns when it rang after `mark`, or after `seconds`.
  package func wait(after mark: UInt64, seconds: Double) {
    let deadline = MonotonicClock.nanoseconds + UInt64(max(0, seconds) * 1e9)
    rings.wait { rings in
      rings != mark || MonotonicClock.nanoseconds >= deadline ? .done(()) : .wait(until: deadline)
    }
  }
}
