import NIOCore

/// Closes a connection when too much time has passed since its last request began.
///
/// The server's idle timeout sees silence only: a client that sends a byte of a body now and then,
/// or never reads its answer, would hold its connection for ever. `Began`, sent through the
/// pipeline by the responder, starts the time anew; a connection without a request is the idle
/// timeout's.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  /// A request's header is whole.
  struct Began: Sendable {}

  private let most: TimeAmount
  private var began = NIODeadline.now()
  private var timer: Scheduled<Void>?

  init(most: TimeAmount) { self.most = most }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is Began else { return context.fireUserInboundEventTriggered(event) }
    began = .now()
    if timer == nil { wait(context) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  /// One timer a connection, which looks again when a later request has begun.
  private func wait(_ context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: began + most) { [self] in
      if began + most <= .now() {
        context.close(promise: nil)
      } else {
        wait(context)
      }
    }
  }
}
