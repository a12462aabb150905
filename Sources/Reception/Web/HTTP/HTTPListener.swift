import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Listens on one address and answers by one responder, until the service group stops it.
struct HTTPListener<Responder: HTTPResponder> where Responder.Context == ClientContext {
  var responder: Responder
  var host: String
  var port: Int
  var connections: Int
  /// Whether the responder never computes for long, so that it can run on the event loops.
  var isQuick = false
  /// Most time from a request's header to the end of its answer.
  var deadline: TimeAmount = .seconds(60)
  var logger: Logger
  var onBound: @Sendable (_ port: Int) async -> Void

  /// Total time for a request's header, and between requests; half a body may rest as long, within
  /// `deadline`.
  static var idle: TimeAmount { .seconds(30) }

  /// - Throws: `ListenError` when the address cannot be had.
  func run() async throws {
    let headers = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100)
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestDeadline(most: deadline)], idleTimeout: Self.idle,
      httpDecoderConfiguration: headers)
    let application = Application(
      responder: responder,
      server: isQuick
        ? HTTPServerBuilder { responder in
          LoopChannel(base: HTTP1Channel(responder: responder, configuration: channel))
        } : .http1(configuration: channel),
      configuration: .init(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.affordable(connections))),
      onServerRunning: { channel in await onBound(channel.localAddress?.port ?? port) },
      logger: quiet)
    do {
      try await application.run()
    } catch let error as IOError {
      throw ListenError(host: host, port: port, cause: error)
    }
  }

  /// `wanted`, or what the limit of open files leaves: a failed accept would end the server.
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
