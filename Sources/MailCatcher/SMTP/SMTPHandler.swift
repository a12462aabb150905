import NIOCore
import NIOPosix

/// Carries bytes between a channel and an `SMTPSession`, and does what the script wants done wrong.
final class SMTPHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var session: SMTPSession
  private let inbox: Inbox
  private let number: Int
  private var pending = ByteBuffer()
  /// While a delayed reply is due, what the client sends waits.
  private var isDelayed = false
  private var isClosing = false

  init(session: SMTPSession, inbox: Inbox, number: Int) {
    self.session = session
    self.inbox = inbox
    self.number = number
  }

  func channelActive(context: ChannelHandlerContext) {
    inbox.saw(.connected(number))
    perform(session.start(), context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if session.isReadingMessage { inbox.saw(.cut(number)) }
    inbox.saw(.disconnected(number))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    pending.writeBuffer(&buffer)
    proceed(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func proceed(_ context: ChannelHandlerContext) {
    while !isDelayed, !isClosing, pending.readableBytes > 0 {
      if case .deaf = session.mode {
        pending.clear()
      } else if session.isReadingMessage {
        let (actions, count) = session.take(message: pending.readableBytesView)
        pending.moveReaderIndex(forwardBy: count)
        perform(actions, context)
      } else if let line = nextLine() {
        perform(session.take(line: line), context)
      } else {
        if pending.readableBytes > SMTPSession.longestCommand { context.close(promise: nil) }
        break
      }
    }
    pending.discardReadBytes()
  }

  private func nextLine() -> String? {
    guard let end = pending.readableBytesView.firstIndex(of: 10) else { return nil }
    let length = end - pending.readableBytesView.startIndex
    guard var line = pending.readBytes(length: length + 1)?.dropLast() else { return nil }
    if line.last == 13 { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  private func perform(_ actions: [SMTPSession.Action], _ context: ChannelHandlerContext) {
    for action in actions {
      switch action {
      case .send(let text): send(text, context)
      case .fault(let fault, let reply): commit(fault, reply, context)
      case .saw(.command(let line)): inbox.saw(.command(number, line))
      case .saw(.dot): inbox.saw(.dot(number))
      case .accept(let envelope, let bytes):
        do {
          try inbox.keep(envelope, bytes, user: session.user)
        } catch {
          send("452 4.3.1 no room\r\n", context)
          return
        }
      case .close: hangUp(context)
      }
    }
  }

  private func commit(_ fault: Fault, _ reply: String, _ context: ChannelHandlerContext) {
    switch fault {
    case .close: hangUp(context)
    case .reset: reset(context)
    case .stall: break
    case .junk: send("~~~ this is no mail server ~~~\r\n", context)
    case .partial:
      send("\(reply.isEmpty ? "250" : reply.prefix(3))-half a rep", context)
      hangUp(context)
    case .delay(let milliseconds):
      let goOn = later(reply, context)
      context.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { goOn() }
    case .hold:
      let goOn = later(reply, context)
      let loop = context.eventLoop
      session.script.onRelease { loop.execute { goOn() } }
    case .reply(let text):
      send(text + "\r\n", context)
      if text.hasPrefix("421") { hangUp(context) }
    }
  }

  private func send(_ text: String, _ context: ChannelHandlerContext) {
    guard !text.isEmpty, !isClosing else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }

  private func hangUp(_ context: ChannelHandlerContext) {
    isClosing = true
    context.close(promise: nil)
  }

  private func reset(_ context: ChannelHandlerContext) {
    isClosing = true
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    guard let provider = context.channel as? any SocketOptionProvider else {
      return hangUp(context)
    }
    // A `struct linger` of the C library: on, for no time, so closing resets the connection.
    let linger = SIMD2<Int32>(1, 0)
    provider.unsafeSetSocketOption(level: .socket, name: .so_linger, value: linger)
      .whenComplete { _ in bound.value.close(promise: nil) }
  }

  /// - Returns: what sends the reply and goes on; to be called on the event loop.
  private func later(
    _ reply: String, _ context: ChannelHandlerContext
  ) -> @Sendable () -> Void {
    isDelayed = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    return {
      let (handler, context) = bound.value
      handler.isDelayed = false
      handler.send(reply, context)
      handler.proceed(context)
    }
  }
}
