import HTTPTypes
import Hummingbird

/// From a request to a response: finds the route, adds the headers every answer carries.
struct WebResponder: HTTPResponder {
  typealias Context = ClientContext

  let desk: FrontDesk
  let isSecure: Bool
  /// In force now; a reload replaces them between two requests.
  let pages: @Sendable () -> PageRenderer
  let onServed: @Sendable (WebServer.Served) -> Void

  func respond(to request: Request, context: ClientContext) async throws -> Response {
    context.channel.pipeline.fireUserInboundEventTriggered(RequestDeadline.Began())
    let (path, query) = WebRoute.split(request.head.path ?? "")
    let route = WebRoute(path: path, base: pages().dress.base)
    // Off the event loop, where others would wait for it, and off the pool of health and signals.
    var reply =
      route.isLaborious
      ? await withTaskExecutorPreference(DeskExecutor.shared) {
        await self.reply(to: request, route, query, context)
      } : await reply(to: request, route, query, context)
    addHeaders(to: &reply)
    onServed(
      .init(route: route.pattern, method: Self.known(request.method), status: reply.status.code))
    if reply.closes { Self.close(context) }
    return Response(
      status: reply.status, headers: reply.headers,
      body: request.method == .head ? .init() : .init(byteBuffer: reply.body))
  }

  private func reply(
    to request: Request, _ route: WebRoute, _ query: Substring, _ context: ClientContext
  ) async -> Reply {
    let visitor = FrontDesk.Visitor(headers: request.headers, channel: context.channel)
    switch request.method {
    case .get, .head:
      return await desk.show(route, query: query, visitor)
    case .post where route.acceptsPost:
      switch await FormReader.read(request) {
      case .success(let form): return await desk.accept(route, form, visitor)
      case .failure(.unreadable(_, hasBody: _)) where route.isSubscription:
        return await desk.accept(route, FormFields(), visitor)
      case .failure(let fault): return desk.unreadable(fault)
      }
    default:
      var reply = Reply(status: .methodNotAllowed)
      reply.headers[.allow] = route.acceptsPost ? "GET, HEAD, POST" : "GET, HEAD"
      return reply
    }
  }

  private func addHeaders(to reply: inout Reply) {
    let policy = reply.policy.map { HTTPField(name: .contentSecurityPolicy, value: $0) }
    reply.headers.append(
      HTTPField(name: .contentLength, value: String(reply.body.readableBytes)))
    reply.headers.append(policy ?? pages().policy)
    reply.headers.append(.noReferrer)
    reply.headers.append(.noIndex)
    reply.headers.append(.noSniff)
    reply.headers.append(reply.cache)
    if isSecure { reply.headers.append(.onlySecure) }
  }

  /// The answer goes out first; what is still coming in is not waited for.
  private static func close(_ context: ClientContext) {
    let channel = context.channel
    channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
  }

  /// Methods are a label of metrics, so strangers must not invent them.
  private static func known(_ method: HTTPRequest.Method) -> String {
    switch method {
    case .get, .head, .post: method.rawValue
    default: "other"
    }
  }
}

extension HTTPField.Name {
  static let forwardedFor = Self("X-Forwarded-For")!
}
