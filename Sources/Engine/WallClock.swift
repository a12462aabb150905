import CDispatch
package import Domain
import Glibc

/// The clock of the machine, which may be wrong; see `TrustedClock`.
package enum WallClock {
  package static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
