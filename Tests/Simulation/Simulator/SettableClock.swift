import Domain
import Engine
import Synchronization

/// A wall clock that does as it is told, backwards too, and one that counts from boot.
final class SettableClock: Sendable {
  private struct Hands {
    var wall: Instant
    var boot: Int64 = 0
  }

  private let hands: Mutex<Hands>

  init(_ start: Instant) { hands = Mutex(Hands(wall: start)) }

  var now: Instant { hands.withLock { $0.wall } }
  var reading: TrustedClock.Reading {
    hands.withLock { TrustedClock.Reading(wall: $0.wall, boot: $0.boot) }
  }

  /// Time passes until `moment`.
  func set(_ moment: Instant) {
    hands.withLock { hands in
      hands.boot += max(0, moment.milliseconds - hands.wall.milliseconds)
      hands.wall = moment
    }
  }

  /// The wall clock is set; no time passes.
  func jump(to moment: Instant) { hands.withLock { $0.wall = moment } }
}
