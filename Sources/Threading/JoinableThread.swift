import Glibc
import Synchronization

/// One thread of the operating system whose end can be waited for.
package final class JoinableThread: Sendable {
  private let name: String
  private let thread = Mutex<pthread_t?>(nil)

  package init(_ name: String) {
    self.name = name
  }

  /// A system without a thread left stops the process.
  package func start(_ body: @escaping @Sendable () -> Void) {
    switch OSThread.create(name, stackSize: nil, body) {
    case .success(let started): thread.withLock { $0 = started }
    case .failure(let failure):
      preconditionFailure("cannot start '\(name)': \(String(cString: strerror(failure.code)))")
    }
  }

  /// Returns when the body has; at once when it never ran or was joined before.
  package func join() {
    let started = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let started { pthread_join(started, nil) }
  }
}
