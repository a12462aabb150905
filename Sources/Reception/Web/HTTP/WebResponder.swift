import HTTPTypes
import Hummingbird

/// From a request to a response: finds the route, adds the headers every answer carries.
struct WebResponder: HTTPResponder {
  typealias Context = ClientContext

  let desk: FrontDesk
  let isSecure: Bool
  let pages: PageShelf
  let onServed: @Sendable (WebServer.Served) -> Void

  func respond(to request: Request, context: ClientContext) async throws -> Response {
    context.channel.pipeline.fireUserInboundEventTriggered(RequestDeadline.Began())
    let (path, query) = WebRoute.split(request.head.path ?? "")
    let route = WebRoute(path: path)
    var reply = await reply(to: request, route, query, context)
    addHeaders(to: &reply)
    let body = request.method == .head ? [] : reply.body
    if reply.headers[.contentLength] == nil {
      reply.headers[.contentLength] = String(reply.body.count)
    }
    onServed(
      .init(route: route.pattern, method: Self.known(request.method), status: reply.status.code))
    if reply.closes { Self.close(context) }
    return Response(
      status: reply.status, headers: reply.headers, body: .init(byteBuffer: ByteBuffer(bytes: body))
    )
  }

  private func reply(
    to request: Request, _ route: WebRoute, _ query: Substring, _ context: ClientContext
  ) async -> Reply {
    let visitor = desk.visitor(request, peer: context.peer)
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
    reply.headers[.contentSecurityPolicy] = reply.policy ?? pages.current.policy
    reply.headers[.referrerPolicy] = "no-referrer"
    reply.headers[.robotsTag] = "noindex, nofollow"
    reply.headers[.xContentTypeOptions] = "nosniff"
    if reply.headers[.cacheControl] == nil { reply.headers[.cacheControl] = "no-store" }
    if isSecure { reply.headers[.strictTransportSecurity] = "max-age=31536000" }
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
  static var referrerPolicy: Self { .init("Referrer-Policy")! }
  static var robotsTag: Self { .init("X-Robots-Tag")! }
  static var forwardedFor: Self { .init("X-Forwarded-For")! }
}
