import Glibc

/// One POSIX thread: fsync blocks, and must not block the threads that Swift's tasks share.
final class WriterThread: Sendable {
  private let thread = Monitor<pthread_t?>(nil)

  func start(_ body: @escaping @Sendable () -> Void) {
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    var identifier = pthread_t()
    let code = pthread_create(
      &identifier, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument)
    precondition(code == 0, "cannot start the store's thread: \(String(cString: strerror(code)))")
    thread.withLock { $0 = identifier }
  }

  /// Returns when the body has; at once when it never ran or was joined before.
  func join() {
    let identifier = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let identifier { pthread_join(identifier, nil) }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }
}
