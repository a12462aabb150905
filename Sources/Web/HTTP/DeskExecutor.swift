import NIOPosix

/// Two threads for what takes longer, such as a host's desk: not the event loops, which others wait
/// for, and not the task pool, where health, metrics and signals must find a thread.
final class DeskExecutor: TaskExecutor {
  static let shared = DeskExecutor(threads: 2)

  private let pool: NIOThreadPool

  init(threads: Int) {
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pool.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
