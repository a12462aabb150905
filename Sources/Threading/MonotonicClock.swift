import Glibc

/// Time since some start that only ever grows, whatever happens to the wall clock.
package enum MonotonicClock {
  package static var nanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// In seconds.
  package static func now() -> Double { Double(nanoseconds) / 1e9 }
}
