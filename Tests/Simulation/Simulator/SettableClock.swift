import Domain
import Synchronization

/// A clock that does as it is told, backwards too.
final class SettableClock: Sendable {
  private let instant: Mutex<Instant>

  init(_ start: Instant) { instant = Mutex(start) }

  var now: Instant { instant.withLock { $0 } }
  func set(_ moment: Instant) { instant.withLock { $0 = moment } }
}
