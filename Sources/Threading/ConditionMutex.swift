import Glibc

/// A lock with conditions to wait on, by the monotonic clock: a wall clock that is set back makes
/// nobody wait longer.
///
/// POSIX threads rather than `Mutex`, which has no condition; the thread sanitizer understands
/// them.
@usableFromInline
final class ConditionMutex: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions: UnsafeMutableBufferPointer<pthread_cond_t>

  @usableFromInline
  init(conditions count: Int) {
    conditions = .allocate(capacity: count)
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    for number in 0..<count { pthread_cond_init(condition(number), &attributes) }
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    for number in conditions.indices { pthread_cond_destroy(condition(number)) }
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  @usableFromInline func lock() { pthread_mutex_lock(mutex) }
  @usableFromInline func unlock() { pthread_mutex_unlock(mutex) }

  /// Waits with the lock, which others have meanwhile, for a signal or until `deadline`, in
  /// nanoseconds of `MonotonicClock`; may also return without a reason.
  @usableFromInline
  func wait(on number: Int, until deadline: UInt64?) {
    guard let deadline else {
      pthread_cond_wait(condition(number), mutex)
      return
    }
    var time = timespec(
      tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    pthread_cond_timedwait(condition(number), mutex, &time)
  }

  @usableFromInline func wakeOne(_ number: Int) { pthread_cond_signal(condition(number)) }
  @usableFromInline func wakeAll(_ number: Int) { pthread_cond_broadcast(condition(number)) }

  @usableFromInline
  func wakeAll() {
    for number in conditions.indices { wakeAll(number) }
  }

  private func condition(_ number: Int) -> UnsafeMutablePointer<pthread_cond_t> {
    precondition(conditions.indices.contains(number), "condition \(number)")
    return conditions.baseAddress! + number
  }
}
