import Glibc
import Synchronization
import Threading

/// The sign of life of a delivery agent that has a mail in hand.
///
/// libcurl calls back at least once a second, whatever it waits for; a delivery agent that is
/// silent for much longer hangs, in the source's commitment or in something that nobody foresaw.
final class Heartbeat: Sendable {
  /// Milliseconds of the monotonic clock; 0: nothing in hand.
  private let last = Atomic<Int>(0)

  func beat() { last.store(Self.now, ordering: .relaxed) }

  func rest() { last.store(0, ordering: .relaxed) }

  /// Seconds since the last sign of life; 0 with nothing in hand.
  var silence: Double {
    let last = last.load(ordering: .relaxed)
    return last == 0 ? 0 : Double(Self.now - last) / 1000
  }

  private static var now: Int { Int(MonotonicClock.now() * 1000) }
}
