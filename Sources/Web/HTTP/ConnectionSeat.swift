import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells the book of one connection when it comes, works, waits and goes.
final class ConnectionSeat: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let book: ConnectionTable

  init(book: ConnectionTable) { self.book = book }

  func handlerAdded(context: ChannelHandlerContext) { book.open(context.channel) }

  func channelInactive(context: ChannelHandlerContext) {
    book.close(context.channel)
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { book.close(context.channel) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = unwrapInboundIn(data) { book.begin(context.channel) }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { book.end(context.channel) }
    context.write(data, promise: promise)
  }
}
