import HTTPTypes
import Hummingbird

/// From a request to a response: finds the route, adds the headers every answer carries.
struct WebResponder: HTTPResponder {
  typealias Context = ClientContext

  let desk: PageHandlers
  let isSecure: Bool
  /// In force now; a reload replaces them between two requests.
  let pages: @Sendable () -> PageRenderer
  let onServed: @Sendable (WebServer.Served) -> Void

  func respond(to request: Request, context: ClientContext) async throws -> Response {
    context.channel.pipeline.fireUserInboundEventTriggered(RequestDeadline.Began())
    let target = request.head.path ?? ""
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
    let match = RouteMatch(path: target[..<mark], base: pages().dress.base)
    let asked = PageRequest(
      token: match?.token ?? "", query: target[mark...].dropFirst(), headers: request.headers,
      channel: context.channel)
    // Off the event loop, where others would wait for it, and off the pool of health and signals.
    var reply =
      match?.route.place == .desk
      ? await withTaskExecutorPreference(DeskExecutor.shared) {
        await self.reply(to: request, match?.route, asked)
      } : await reply(to: request, match?.route, asked)
    addHeaders(to: &reply)
    onServed(
      .init(
        route: match?.route.pattern ?? "none", method: Self.known(request.method),
        status: reply.status.code))
    if reply.closes { Self.close(context) }
    return Response(
      status: reply.status, headers: reply.headers,
      body: request.method == .head ? .init() : .init(byteBuffer: reply.body))
  }

  /// 405 for what a path cannot be asked for, 404 for what is no path of ours.
  private func reply(
    to request: Request, _ route: Route?, _ asked: PageRequest
  ) async -> WebReply {
    switch (request.method, route) {
    case (.get, nil), (.head, nil), (.post, nil):
      return desk.missing(asked)
    case (.get, let route?), (.head, let route?):
      return await route.get(desk, asked)
    case (.post, let route?):
      guard let post = route.post else { return Self.refused(route) }
      var asked = asked
      switch await FormReader.read(request) {
      case .success(let form): asked.form = form
      case .failure(.unreadable) where route.body == .anything: break
      case .failure(let fault): return desk.unreadable(fault)
      }
      if route.body == .form, !desk.mayPost(asked) { return desk.forbidden() }
      return await post(desk, asked)
    default:
      return Self.refused(route)
    }
  }

  /// With the methods that the path has (RFC 9110 section 15.5.6).
  private static func refused(_ route: Route?) -> WebReply {
    var reply = WebReply(status: .methodNotAllowed)
    reply.headers[.allow] = route?.post == nil ? "GET, HEAD" : "GET, HEAD, POST"
    return reply
  }

  private func addHeaders(to reply: inout WebReply) {
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
