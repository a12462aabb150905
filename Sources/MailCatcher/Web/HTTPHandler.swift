import NIOCore
import NIOHTTP1

/// Answers GET and HEAD from the inbox's pages; nothing can be changed through it.
final class HTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let pages: InboxPages
  private var head: HTTPRequestHead?

  init(pages: InboxPages) {
    self.pages = pages
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end:
      guard let head else { return }
      self.head = nil
      answer(head, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let isRead = request.method == .GET || request.method == .HEAD
    var response = isRead ? pages.response(to: request.uri) : .notFound
    if !isRead {
      response.status = 405
      response.body = "This is for reading only.\n"
    }
    let body = ByteBuffer(string: response.body)
    let head = HTTPResponseHead(
      version: request.version, status: HTTPResponseStatus(statusCode: response.status),
      headers: [
        "Content-Type": response.type, "Content-Length": String(body.readableBytes),
        "Content-Security-Policy": response.policy, "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
        "Connection": request.isKeepAlive ? "keep-alive" : "close",
      ])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if request.method != .HEAD {
      context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    }
    let done = context.eventLoop.makePromise(of: Void.self)
    if !request.isKeepAlive {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      done.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
  }
}
