import Glibc

/// A value behind a lock, with a condition to wait on: for threads that may block, never for tasks.
///
/// POSIX primitives, because a condition is needed and the thread sanitizer understands them.
final class Monitor<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }

  /// Changes the value and wakes everyone who waits for it.
  func change<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    return body(&value)
  }

  enum Turn<Result> {
    case done(Result)
    /// Look again after a change or at this moment of the monotonic clock.
    case wait(until: Double?)
  }

  /// Looks at the value until `body` is done with it; others can change it between two looks.
  func wait<Result>(_ body: (inout Value) -> Turn<Result>) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch body(&value) {
      case .done(let result): return result
      case .wait(until: nil): pthread_cond_wait(condition, mutex)
      case .wait(until: let moment?):
        var deadline = timespec(
          tv_sec: Int(moment), tv_nsec: Int((moment - moment.rounded(.down)) * 1e9))
        pthread_cond_timedwait(condition, mutex, &deadline)
      }
    }
  }
}
