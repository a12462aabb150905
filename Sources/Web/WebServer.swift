import Hummingbird
package import Logging
import ServiceLifecycle

/// The pages that partners and hosts see (CONTRACT 3), as a service that ends when its group stops.
///
/// It records nothing itself: `backend` does. It never logs a token.
package struct WebServer: Service {
  /// What is known of a request afterwards, for logs and metrics.
  package struct Served: Sendable, Hashable {
    /// The pattern of the route, such as `/r/TOKEN`.
    package var route: String
    package var method: String
    package var status: Int
  }

  private let listener: HTTPListener<WebResponder>

  /// - Parameters:
  ///   - milliseconds: a clock that never jumps, for rate limits.
  ///   - onBound: told the port once connections are accepted.
  ///   - onServed: told of each request when its answer is ready.
  package init(
    configuration: WebConfiguration, backend: any WebBackend,
    pages: @escaping @Sendable () -> PageRenderer, logger: Logger,
    milliseconds: @escaping @Sendable () -> Int64 = WebServer.steadyMilliseconds(),
    onBound: @escaping @Sendable (_ port: Int) async -> Void = { _ in },
    onServed: @escaping @Sendable (_ request: Served) -> Void = { _ in }
  ) {
    for proxy in configuration.trustedProxies where IPNetwork(proxy) == nil {
      logger.warning("Not an address, so not trusted as a proxy", metadata: ["proxy": "\(proxy)"])
    }
    let clients = ClientAddress(trustedProxies: configuration.trustedProxies)
    listener = HTTPListener(
      responder: WebResponder(
        desk: PageHandlers(
          backend: backend, pages: pages, milliseconds: milliseconds,
          clients: clients,
          origin: configuration.origin),
        isSecure: configuration.isSecure, pages: pages, onServed: onServed),
      host: configuration.host, port: configuration.port,
      connections: configuration.connections, isQuick: true,
      deadline: .seconds(Int64(configuration.deadline)), clients: clients,
      logger: logger, onBound: onBound)
  }

  /// - Throws: `ListenError` when the address cannot be had.
  package func run() async throws { try await listener.run() }

  /// Milliseconds since an arbitrary moment, by a clock that never jumps.
  package static func steadyMilliseconds() -> @Sendable () -> Int64 {
    let start = ContinuousClock.now
    return {
      let passed = start.duration(to: .now).components
      return passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
    }
  }
}
