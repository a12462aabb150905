/// A value behind a lock, with conditions to wait on: for threads that may block, never for tasks.
///
/// Most values need one condition, number 0. Where several kinds of threads wait, each waits on a
/// condition of its own, so that none is woken by what is not its business.
package final class Monitor<Value>: @unchecked Sendable {
  @usableFromInline let mutex: ConditionMutex
  @usableFromInline var value: Value

  package init(_ value: Value, conditions: Int = 1) {
    self.value = value
    mutex = ConditionMutex(conditions: conditions)
  }

  /// Wakes nobody.
  @inlinable
  package func withLock<Result, E: Error>(
    _ body: (inout Value) throws(E) -> Result
  ) throws(E) -> Result {
    mutex.lock()
    defer { mutex.unlock() }
    return try body(&value)
  }

  /// Changes the value and wakes all who wait for it.
  @inlinable
  package func change<Result>(_ body: (inout Value) -> Result) -> Result {
    mutex.lock()
    defer {
      mutex.wakeAll()
      mutex.unlock()
    }
    return body(&value)
  }

  /// Looks at the value, again after each wake-up and at the moment that it asks for, until `look`
  /// is done; others can change the value between two looks.
  ///
  /// - Parameter condition: the number of what to wait on until the next look.
  @inlinable
  package func wait<Result>(
    on condition: (Value) -> Int = { _ in 0 }, _ look: (inout Value) -> WaitDecision<Result>
  ) -> Result {
    mutex.lock()
    defer { mutex.unlock() }
    while true {
      switch look(&value) {
      case .done(let result): return result
      case .wait(let deadline): mutex.wait(on: condition(value), until: deadline)
      }
    }
  }

  /// Wakes one thread that waits on a condition, without a change; call it after one.
  package func wakeOne(_ condition: Int) { mutex.wakeOne(condition) }

  /// Wakes all threads that wait on a condition, or on any.
  package func wakeAll(_ condition: Int? = nil) {
    if let condition { mutex.wakeAll(condition) } else { mutex.wakeAll() }
  }
}

/// What a waiter does next.
package enum WaitDecision<Result> {
  case done(Result)
  /// Look again after a wake-up, or at this nanosecond of `MonotonicClock`.
  case wait(until: UInt64?)

  /// As `wait(until:)`, in seconds of that clock.
  package static func wait(untilSeconds moment: Double?) -> Self {
    .wait(until: moment.map { UInt64(max(0, $0) * 1e9) })
  }
}
