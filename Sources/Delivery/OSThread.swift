// The compiler finds some pthread types through libcurl's headers first.
import CCurl
import Glibc

/// A detached thread of the operating system: for work that blocks, which has no place on the
/// small cooperative pool.
enum OSThread {
  /// Enough for libcurl with OpenSSL and a rendered mail; the default of 8 MB is address space for
  /// nothing.
  static let stackSize = 512 * 1024

  /// Linux's SCHED_BATCH, which Swift does not see.
  private static let batch: Int32 = 3

  /// Mail is a batch: who waits for a page is not to wait for it. Only a wish; a system that grants
  /// none of them is fine.
  static func yieldToOthers() {
    var priority = sched_param()
    sched_setscheduler(0, batch, &priority)
  }

  /// - Returns: false when the system has no thread left.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let context = Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if status != 0 { context.release() }
    return status == 0
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }
}
