import Foundation

/// Wakes threads that wait for something to do.
package final class Doorbell: @unchecked Sendable {
  // Guarded by `condition`; NSCondition is the platform's monitor and needs no more than this.
  private let condition = NSCondition()
  private var rings: UInt64 = 0

  package init() {}

  /// A mark to be given to `wait`: rings after it are not missed.
  package var mark: UInt64 {
    condition.lock()
    defer { condition.unlock() }
    return rings
  }

  package func ring() {
    condition.lock()
    rings &+= 1
    condition.broadcast()
    condition.unlock()
  }

  /// Returns when the bell rang after `mark`, or after `seconds`.
  package func wait(after mark: UInt64, seconds: Double) {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    while rings == mark, condition.wait(until: deadline) {}
  }
}
