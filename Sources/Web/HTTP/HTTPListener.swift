import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle

/// Listens on one address and answers by one responder, until the service group stops it.
///
/// A listening socket can fail: `accept` may give EPROTO, EPERM and more, about a connection that
/// broke before it was taken or a network that is down, and the server then closes the socket. It
/// is opened again; the connections that stand are served to their end.
struct HTTPListener<Responder: HTTPResponder> where Responder.Context == ClientContext {
  var responder: Responder
  var host: String
  var port: Int
  var connections: Int
  /// Whether the responder never computes for long, so that it can run on the event loops.
  var isQuick = false
  /// Most time from a request's header to the end of its answer.
  var deadline: TimeAmount = .seconds(60)
  /// Whose connections share one address.
  var clients = ClientAddress(trustedProxies: [])
  var logger: Logger
  var onBound: @Sendable (_ port: Int) async -> Void

  /// Total time for a request's header, and between requests; half a body may rest as long, within
  /// `deadline`.
  static var idle: TimeAmount { .seconds(30) }

  /// - Throws: `ListenError` when the address cannot be had.
  func run() async throws {
    let most = Self.affordable(connections)
    // A few more than the book keeps may be open, on their way out.
    let book = ConnectionTable(most: max(1, most - max(4, most / 20)), clients: clients)
    // Told the port of a listening socket that closed by itself.
    let (losses, loss) = AsyncStream.makeStream(of: Int.self)
    try await withGracefulShutdownHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          do {
            try await serve(on: port, most: most, book: book, loss: loss, onBound: onBound)
          } catch {
            loss.finish()
            throw error
          }
        }
        for await port in losses {
          logger.error("the web server's listening socket failed: opening it again")
          group.addTask { await reopen(port, most: most, book: book, loss: loss) }
        }
        try await group.waitForAll()
      }
    } onGracefulShutdown: {
      loss.finish()
    }
  }

  /// Listens again, as soon as the address can be had.
  private func reopen(
    _ port: Int, most: Int, book: ConnectionTable, loss: AsyncStream<Int>.Continuation
  ) async {
    var pause = Duration.milliseconds(50)
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
      do {
        return try await serve(on: port, most: most, book: book, loss: loss) { _ in }
      } catch {
        logger.error("the web server cannot listen", metadata: ["reason": "\(error)"])
        pause = min(pause * 2, .seconds(5))
      }
    }
  }

  /// One listening socket, until it is closed and the connections that came over it have ended.
  private func serve(
    on port: Int, most: Int, book: ConnectionTable, loss: AsyncStream<Int>.Continuation,
    onBound: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws {
    let headers = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100)
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionSeat(book: book), RequestDeadline(most: deadline)],
      idleTimeout: Self.idle, httpDecoderConfiguration: headers)
    let wasBound = NIOLockedValueBox(false)
    let application = Application(
      responder: responder,
      server: HTTPServerBuilder { [isQuick] responder in
        LoopChannel(
          base: HTTP1Channel(responder: responder, configuration: channel), isQuick: isQuick)
      },
      configuration: .init(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: MaximumAvailableConnections(most)),
      onServerRunning: { listening in
        wasBound.withLockedValue { $0 = true }
        try? await listening.pipeline.addHandler(AcceptFaults(), position: .first).get()
        let port = listening.localAddress?.port ?? port
        listening.closeFuture.whenComplete { _ in loss.yield(port) }
        await onBound(port)
      },
      logger: quiet)
    do {
      try await application.run()
    } catch  where wasBound.withLockedValue({ $0 }) && !Task.isShuttingDownGracefully {
      // The server calls it an end before its time; another socket is open by now.
    } catch let error as IOError {
      throw ListenError(host: host, port: port, cause: error)
    }
  }

  /// `wanted`, or what the limit of open files leaves.
  /// The limit is raised as far as it may be; shells and systemd begin with 1,024.
  private static func affordable(_ wanted: Int) -> Int {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return wanted }
    let wish = min(limit.rlim_max, rlim_t(wanted) + 200)
    if limit.rlim_cur < wish {
      var raised = rlimit(rlim_cur: wish, rlim_max: limit.rlim_max)
      if setrlimit(files, &raised) == 0 { limit = raised }
    }
    let left = Int(clamping: limit.rlim_cur) - 200
    return min(wanted, max(16, left))
  }
}

/// Keeps what a single `accept` reports (ECONNABORTED, EMFILE and the like) from ending the server:
/// there is a next one.
private final class AcceptFaults: ChannelInboundHandler, Sendable {
  typealias InboundIn = any Channel

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !(error is IOError) { context.fireErrorCaught(error) }
  }
}
