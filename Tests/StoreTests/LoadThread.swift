import Synchronization

import class Foundation.Thread

/// Calls a body again and again on a thread of its own until it is stopped.
final class LoadThread: Sendable {
  private let isStopped = Atomic(false)
  private let isDone = Atomic(false)

  init(_ body: @escaping @Sendable (_ number: Int) -> Void) {
    let thread = Thread { [self] in
      var number = 0
      while !isStopped.load(ordering: .acquiring) {
        body(number)
        number += 1
      }
      isDone.store(true, ordering: .releasing)
    }
    thread.start()
  }

  /// Returns when the last call has ended.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    while !isDone.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: 0.001) }
  }
}
