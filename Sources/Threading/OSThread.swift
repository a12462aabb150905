import Glibc

/// A thread of the operating system, for work that blocks: it has no place on the small pool that
/// Swift's tasks share.
package enum OSThread {
  /// Starts a detached thread.
  ///
  /// - Parameters:
  ///   - name: what `top -H` and a debugger show, at most 15 bytes.
  ///   - stackSize: bytes; nil is the system's default (8 MB of address space).
  /// - Returns: false when the system has no thread left.
  package static func start(
    _ name: String, stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void
  ) -> Bool {
    guard case .success(let thread) = create(name, stackSize: stackSize, body) else { return false }
    pthread_detach(thread)
    return true
  }

  /// As `start`, for a thread without which the program cannot go on.
  package static func startOrStop(_ name: String, _ body: @escaping @Sendable () -> Void) {
    precondition(start(name, body), "the system has no thread left for '\(name)'")
  }

  /// Blocks the calling thread. `seconds` below zero do not wait.
  package static func sleep(seconds: Double) {
    guard seconds > 0 else { return }
    var time = timespec(
      tv_sec: Int(seconds), tv_nsec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e9))
    var rest = timespec()
    while nanosleep(&time, &rest) != 0, errno == EINTR { time = rest }
  }

  static func create(
    _ name: String, stackSize: Int?, _ body: @escaping @Sendable () -> Void
  ) -> Result<pthread_t, Failure> {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
    let context = Unmanaged.passRetained(Body(name, body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      return .failure(Failure(code: status))
    }
    return .success(thread)
  }

  struct Failure: Error {
    /// As errno.
    let code: Int32
  }

  private final class Body: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }

    func run() {
      // Swift does not see pthread_setname_np.
      let comm = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
      if comm >= 0 {
        _ = write(comm, name, name.utf8.count)
        close(comm)
      }
      body()
    }
  }
}
