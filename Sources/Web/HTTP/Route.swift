/// One thing that the pages answer to, and all that is special about it.
struct Route: Sendable {
  typealias Handler = @Sendable (_ desk: PageHandlers, _ request: PageRequest) async -> WebReply

  /// What a POST brings.
  enum Body: Sendable {
    /// A form that one of our own pages sent.
    case form
    /// Whatever it is: the link is all it takes (RFC 8058), and mail programs are no browsers.
    case anything
  }

  /// Where a request is answered.
  enum Place: Sendable {
    /// On the event loop of its connection: never for long, others wait for it.
    case loop
    /// On the threads of `DeskExecutor`: what is about everybody, or about all that is known.
    case desk
  }

  /// `/host/TOKEN/sheet`: for matching, and for logs and metrics, which never see a token.
  let pattern: String
  /// What it shows; nil for files.
  let page: (any PageView.Type)?
  let place: Place
  let body: Body
  /// GET and HEAD; never changes anything.
  let get: Handler
  /// Nil when nothing can be posted here.
  let post: Handler?
  private let parts: [[UInt8]]

  init(
    _ pattern: String, _ page: (any PageView.Type)? = nil, on place: Place = .loop,
    body: Body = .form, get: @escaping Handler,
    post: Handler? = nil
  ) {
    self.pattern = pattern
    self.page = page
    self.place = place
    self.body = body
    self.get = get
    self.post = post
    parts = pattern.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map(Array.init)
  }

  private static let token = Array("TOKEN".utf8)

  /// The token of a path that is this route's, empty for a route without one; else nil.
  ///
  /// Told by exact bytes. A token has one spelling: percent-encoding, doubled slashes or a slash at
  /// the end are other paths, and other paths are nothing.
  fileprivate func token(in path: [Substring.UTF8View]) -> String? {
    guard path.count == parts.count else { return nil }
    var token = ""
    for (part, own) in zip(path, parts) {
      if own == Self.token {
        guard Self.isToken(part) else { return nil }
        token = String(Substring(part))
      } else if !part.elementsEqual(own) {
        return nil
      }
    }
    return token
  }

  /// 1–200 letters of base64url (RFC 4648 section 5), without padding.
  private static func isToken(_ text: Substring.UTF8View) -> Bool {
    (1...200).contains(text.count)
      && text.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

/// Whom a path belongs to.
struct RouteMatch: Sendable {
  var route: Route
  var token: String

  /// Nil for a path that is nobody's. With `base`, the path of our public address, in front or
  /// already taken off by a proxy.
  init?(path: Substring, base: String, in routes: [Route] = Route.all) {
    if !base.isEmpty, path.utf8.starts(with: (base + "/").utf8) {
      let rest = path[path.utf8.index(path.startIndex, offsetBy: base.utf8.count)...]
      if let match = RouteMatch(path: rest, in: routes) {
        self = match
        return
      }
    }
    self.init(path: path, in: routes)
  }

  private init?(path: Substring, in routes: [Route]) {
    // One part more than any of ours has is enough to tell that a path is none of ours.
    let parts = path.utf8.split(
      separator: UInt8(ascii: "/"), maxSplits: 4, omittingEmptySubsequences: false)
    for route in routes {
      guard let token = route.token(in: parts) else { continue }
      (self.route, self.token) = (route, token)
      return
    }
    return nil
  }
}
