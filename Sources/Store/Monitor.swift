import Glibc

/// State behind one lock, with conditions to wait for: work to do, and a batch done.
///
/// POSIX threads rather than `Mutex`, because the writer and its callers wait with timeouts.
final class Monitor<State>: @unchecked Sendable {
  enum Condition {
    case work
    /// The end of the batch of this number. Only two numbers in a row are ever waited for, so that
    /// nobody is woken by the end of a batch that is not theirs.
    case done(Int)
  }

  private var state: State
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let work: UnsafeMutablePointer<pthread_cond_t>
  /// Of batches with even and with odd numbers.
  private let done: [UnsafeMutablePointer<pthread_cond_t>]

  init(_ state: State) {
    self.state = state
    mutex = .allocate(capacity: 1)
    work = .allocate(capacity: 1)
    done = [.allocate(capacity: 1), .allocate(capacity: 1)]
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(work, &attributes)
    for condition in done { pthread_cond_init(condition, &attributes) }
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(work)
    pthread_mutex_destroy(mutex)
    for condition in done {
      pthread_cond_destroy(condition)
      condition.deallocate()
    }
    work.deallocate()
    mutex.deallocate()
  }

  func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Calls `check` under the lock, again after each signal and after the time it asks for, until it
  /// gives an answer.
  func wait<R>(
    for condition: (State) -> Condition, _ check: (inout State) -> Decision<R>
  ) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch check(&state) {
      case .answer(let answer): return answer
      case .sleep(until: nil): pthread_cond_wait(primitive(condition(state)), mutex)
      case .sleep(until: let deadline?):
        let condition = primitive(condition(state))
        var time = timespec(
          tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        pthread_cond_timedwait(condition, mutex, &time)
      }
    }
  }

  func signalWork() {
    pthread_cond_signal(work)
  }

  /// Wakes those who wait for the end of a batch; nil: of any.
  func announceDone(_ batch: Int?) {
    if let batch {
      pthread_cond_broadcast(done[batch & 1])
    } else {
      for condition in done { pthread_cond_broadcast(condition) }
    }
  }

  private func primitive(_ condition: Condition) -> UnsafeMutablePointer<pthread_cond_t> {
    switch condition {
    case .work: work
    case .done(let batch): done[batch & 1]
    }
  }
}

/// What a waiter does next; `until` is a reading of `Monotonic.now`.
enum Decision<Answer> {
  case answer(Answer)
  case sleep(until: UInt64?)
}

enum Monotonic {
  /// Nanoseconds since some start; never goes back.
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
