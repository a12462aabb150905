import Glibc

/// How a journal writes; the defaults are those of the daemon.
package struct JournalOptions: Sendable {
  package enum Threading: Sendable {
    /// A thread of its own writes; callers wait for it.
    case ownThread

    /// Whoever waits writes, at once, on the calling thread: nothing happens between two calls, so
    /// a run can be repeated. Idle marks are left to `close`, recovery to `tryToRecover`.
    case caller
  }

  package var threading = Threading.ownThread

  /// A segment longer than this is followed by a new one.
  package var segmentBytes = 64 << 20

  /// The most that is written before a sync.
  package var batchBytes = 4 << 20

  /// Space set aside behind the end of the segment, so that essential entries fit on a full disk.
  package var reserveBytes = 2 << 20

  /// How long the writer collects callers before it syncs, when there were several the last time;
  /// nanoseconds. It does not wait longer than for as many as then.
  package var gather: UInt64 = 1_000_000

  /// How long lazy entries wait for company; nanoseconds.
  package var linger: UInt64 = 5_000_000

  /// How long after the last entry a mark proves it; nanoseconds.
  package var idle: UInt64 = 50_000_000

  /// How often a failed or full disk is tried again; nanoseconds.
  package var retry: UInt64 = 5_000_000_000

  /// The clock of the store's own lines: milliseconds since 1970 in UTC.
  package var now: @Sendable () -> Int64 = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Told after each sync: how long it took in seconds, and how many lines it made durable. Called
  /// on the writing thread.
  package var onSync: @Sendable (_ seconds: Double, _ lines: Int) -> Void = { _, _ in }

  /// Told when the journal turns read-only (the reason) and when it can be written again (nil).
  /// Called on the writing thread.
  package var onReadOnly: @Sendable (_ reason: String?) -> Void = { _ in }

  package init() {}
}
