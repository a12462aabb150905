import Hummingbird
package import Logging
import ServiceLifecycle

/// Health, readiness and metrics, on an address of their own that is never public.
package struct AdminServer: Service {
  /// What a probe learns.
  package struct Report: Sendable, Equatable {
    package var isGood: Bool
    /// One or more lines.
    package var text: String

    package init(isGood: Bool, text: String) {
      self.isGood = isGood
      self.text = text
    }
  }

  private let listener: HTTPListener<AdminResponder>

  /// - Parameters:
  ///   - port: 0 takes a free one; `onBound` is told which.
  ///   - metrics: Prometheus text, exposition format 0.0.4.
  package init(
    host: String, port: Int, health: @escaping @Sendable () async -> Report,
    readiness: @escaping @Sendable () async -> Report,
    metrics: @escaping @Sendable () async -> String, logger: Logger,
    onBound: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) {
    listener = HTTPListener(
      responder: AdminResponder(health: health, readiness: readiness, metrics: metrics),
      host: host, port: port, connections: 64, logger: logger, onBound: onBound)
  }

  /// - Throws: `ListenError` when the address cannot be had.
  package func run() async throws { try await listener.run() }
}

private struct AdminResponder: HTTPResponder {
  typealias Context = ClientContext

  let health: @Sendable () async -> AdminServer.Report
  let readiness: @Sendable () async -> AdminServer.Report
  let metrics: @Sendable () async -> String

  func respond(to request: Request, context: ClientContext) async throws -> Response {
    guard request.method == .get || request.method == .head else {
      return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
    }
    let response =
      switch request.uri.path {
      case "/healthz": text(await health())
      case "/readyz": text(await readiness())
      case "/metrics":
        Self.text(.ok, await metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
      default: Self.text(.notFound, "not found\n")
      }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func text(_ report: AdminServer.Report) -> Response {
    let line = report.text.hasSuffix("\n") ? report.text : report.text + "\n"
    return Self.text(report.isGood ? .ok : .serviceUnavailable, line)
  }

  private static func text(
    _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
