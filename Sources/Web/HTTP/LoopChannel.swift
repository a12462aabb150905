import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// HTTP/1 connections. With `isQuick` each is served on the thread of its event loop: a request
/// costs no switch of threads, and who answers must not block and must not compute for long.
struct LoopChannel: ServerChildChannel {
  let base: HTTP1Channel
  let isQuick: Bool

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
    base.setup(channel: channel, logger: logger).map { AcceptedConnection($0) }
  }

  func handle(value arrival: AcceptedConnection, logger: Logger) async {
    let value = arrival.take()
    guard isQuick else { return await base.handle(value: value, logger: logger) }
    await withTaskExecutorPreference(LoopExecutor(loop: value.channel.eventLoop)) {
      await base.handle(value: value, logger: logger)
    }
  }
}

/// A connection that is about to be served. When the listening socket fails at that moment nobody
/// takes it; then it is closed, since a channel that is merely let go ends the process.
final class AcceptedConnection: ServerChildChannelValue {
  private let value: HTTP1Channel.Value
  private let isTaken = NIOLockedValueBox(false)

  init(_ value: HTTP1Channel.Value) { self.value = value }

  var channel: any Channel { value.channel }

  func take() -> HTTP1Channel.Value {
    isTaken.withLockedValue { $0 = true }
    return value
  }

  deinit {
    guard !isTaken.withLockedValue({ $0 }) else { return }
    Task { [value] in try? await value.executeThenClose { _, _ in } }
  }
}

/// Runs tasks on an event loop.
final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
