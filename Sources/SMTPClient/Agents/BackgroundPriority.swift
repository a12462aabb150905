import Glibc

enum BackgroundPriority {
  /// Linux's SCHED_BATCH, which Swift does not see.
  private static let batch: Int32 = 3

  /// Runs the calling thread as a batch job, so that web requests come first. Best effort: a system
  /// that refuses is fine.
  static func take() {
    var priority = sched_param()
    sched_setscheduler(0, batch, &priority)
  }
}
