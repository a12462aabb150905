import Domain
import HTTPTypes
import NIOCore

/// What the handlers of all routes share; `Routes.swift` says which route is whose.
struct PageHandlers: Sendable {
  let backend: any WebBackend
  /// In force now; a reload replaces them between two requests.
  let pages: @Sendable () -> PageRenderer
  let milliseconds: @Sendable () -> Int64
  let clients: ClientAddress
  /// Scheme, host and port of our own pages.
  let origin: String
  let changes = ChangeLimit()
  let guesses = GuessLimit()

  private func address(of request: PageRequest) -> IPAddress? {
    clients.resolve(
      peer: request.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) },
      forwarded: request.headers[.forwardedFor])
  }

  /// Whether a form may come from one of our pages.
  func mayPost(_ request: PageRequest) -> Bool {
    // A page with `no-referrer` sends the origin "null"; mail programs send none.
    let from = request.headers[.origin]?.lowercased()
    return from == nil || from == "null" || from == origin
  }

  /// A page as it stands for one person.
  func page(_ view: some PageView, _ status: HTTPResponse.Status = .ok) -> WebReply {
    .page(pages().render(view), status)
  }

  /// After a form: look at the page.
  func goTo(_ path: String) -> WebReply { .seeOther(pages().dress.base + path) }

  /// The one answer to every link that is not ours, wrong, foreign or revoked.
  func missing(_ request: PageRequest) -> WebReply {
    guard guesses.allows(address(of: request), at: milliseconds()) else {
      return message(.busy, .busyText, .tooManyRequests).retry(afterSeconds: 60)
    }
    return message(.notFound, .notFoundText, .notFound)
  }

  func unreadable(_ fault: FormReader.Fault) -> WebReply {
    let status: HTTPResponse.Status =
      switch fault {
      case .tooLarge: .contentTooLarge
      case .tooSlow: .requestTimeout
      case .broken, .unreadable(.malformed, _): .badRequest
      case .unreadable(.mediaType, _): .unsupportedMediaType
      }
    var reply = message(.unreadable, .unreadableText, status)
    if case .unreadable = fault { return reply }
    reply.closes = true
    return reply
  }

  /// A form from a page that is not ours.
  func forbidden() -> WebReply { message(.forbidden, .forbiddenText, .forbidden) }

  /// A page with a title and a sentence, in the network's language.
  func message(
    _ title: Phrase, _ text: Phrase, _ status: HTTPResponse.Status, language: String? = nil
  ) -> WebReply {
    let language = language ?? pages().dress.language
    return page(MessageView(language: language, title: title, text: text), status)
  }

  func logo(_ request: PageRequest) -> WebReply {
    let renderer = pages()
    guard let logo = renderer.dress.logo, let bytes = renderer.logo else {
      return missing(request)
    }
    var reply = WebReply(
      status: .ok, headers: [.contentType: logo.mediaType], body: bytes,
      cache: HTTPField(name: .cacheControl, value: "max-age=3600"))
    // An SVG opened by itself is a document: it may bring its styles, nothing else.
    reply.policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return reply
  }
}
