import CDispatch
package import Domain
import Glibc
import NIOConcurrencyHelpers

/// The wall clock, as long as it keeps step with the clock that counts from boot.
///
/// When the two part by more than an hour the wall is not believed: time goes on from where it was
/// by the boot clock, so that nothing becomes due or too late by a mistake and answers are still
/// taken in their time. That ends when the wall comes back, or when an operator says that it is
/// right.
package final class TrustedClock: Sendable {
  package struct Reading: Sendable {
    package var wall: Instant
    /// Milliseconds since boot, the time asleep included.
    package var boot: Int64

    package init(wall: Instant, boot: Int64) {
      self.wall = wall
      self.boot = boot
    }
  }

  /// The wall clock says `wall` where it should be `expected`.
  package struct Jump: Sendable, Hashable {
    package var expected: Instant
    package var wall: Instant
  }

  private struct Pace: Sendable {
    /// Wall minus boot, in milliseconds, as it was when the two last agreed.
    var offset: Int64
    var jump: Jump?
    var hasComeBack = false
  }

  private static let tolerance: Int64 = 3_600_000
  private let read: @Sendable () -> Reading
  // Not a `Mutex`: every delivery agent asks, and a hand-over from thread to thread is a switch.
  private let pace: NIOLockedValueBox<Pace>

  package init(_ read: @escaping @Sendable () -> Reading = TrustedClock.system) {
    self.read = read
    let first = read()
    pace = NIOLockedValueBox(Pace(offset: first.wall.milliseconds - first.boot))
  }

  package var now: Instant { pace.withLockedValue { look(&$0) } }

  /// The jump the wall clock has made and not taken back; nil while it is believed.
  package var jump: Jump? {
    pace.withLockedValue { pace in
      _ = look(&pace)
      return pace.jump
    }
  }

  /// Once true after the wall clock came back by itself.
  package func takeReturn() -> Bool {
    pace.withLockedValue { pace in
      _ = look(&pace)
      defer { pace.hasComeBack = false }
      return pace.hasComeBack
    }
  }

  /// The wall clock is right: an operator said so.
  package func accept() {
    let now = read()
    pace.withLockedValue { $0 = Pace(offset: now.wall.milliseconds - now.boot) }
  }

  /// The wall clock was set, and the kernel vouches for it: whatever it said before is forgotten.
  package func synchronised() {
    let now = read()
    pace.withLockedValue { pace in
      let hadJumped = pace.jump != nil
      pace = Pace(offset: now.wall.milliseconds - now.boot)
      pace.hasComeBack = hadJumped
    }
  }

  /// The time was `moment` when the program last ran: what the wall clock is measured by from here.
  package func expect(_ moment: Instant) {
    let now = read()
    pace.withLockedValue { $0.offset = moment.milliseconds - now.boot }
  }

  private func look(_ pace: inout Pace) -> Instant {
    let now = read()
    let expected = Instant(milliseconds: now.boot + pace.offset)
    let apart = now.wall.milliseconds - expected.milliseconds
    guard abs(apart) > Self.tolerance else {
      // A clock that is set right little by little is followed.
      if pace.jump == nil { pace.offset += apart } else { pace.hasComeBack = true }
      pace.jump = nil
      return now.wall
    }
    if pace.jump == nil { pace.jump = Jump(expected: expected, wall: now.wall) }
    pace.hasComeBack = false
    return expected
  }

  package static let system: @Sendable () -> Reading = {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Reading(
      wall: WallClock.now,
      boot: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
