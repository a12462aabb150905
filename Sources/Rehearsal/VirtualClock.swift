package import Domain
import Synchronization

/// A clock that jumps.
package final class VirtualClock: Sendable {
  private let instant: Mutex<Instant>

  package init(_ start: Instant) { instant = Mutex(start) }

  package var now: Instant { instant.withLock { $0 } }
  /// Never backwards.
  package func jump(to moment: Instant) { instant.withLock { $0 = max($0, moment) } }
}
