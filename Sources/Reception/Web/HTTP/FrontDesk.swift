import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// What each route shows and accepts. Showing never changes anything.
struct FrontDesk: Sendable {
  let guestbook: Guestbook
  let pages: PageShelf
  let milliseconds: @Sendable () -> Int64
  let clients: ClientAddress
  /// Scheme, host and port of our own pages.
  let origin: String
  let changes = ChangeLimit()
  let guesses = GuessLimit()

  /// Who asks; looked into only where it matters.
  struct Visitor: Sendable {
    var headers: HTTPFields
    var channel: any Channel
  }

  private func address(of visitor: Visitor) -> IPAddress? {
    clients.resolve(
      peer: visitor.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) },
      forwarded: visitor.headers[.forwardedFor])
  }

  /// Whether a form may come from one of our pages.
  func mayPost(_ visitor: Visitor) -> Bool {
    // A page with `no-referrer` sends the origin "null"; mail programs send none.
    let from = visitor.headers[.origin]?.lowercased()
    return from == nil || from == "null" || from == origin
  }

  func show(_ route: WebRoute, query: Substring, _ visitor: Visitor) async -> Reply {
    switch route {
    case .invitation(let token):
      guard let page = await guestbook.invitation(token) else { return missing(visitor) }
      let view = InvitationView(page: page, token: token, preselected: Self.preselected(query))
      return invitation(view)
    case .calendar(let token):
      guard let text = await guestbook.calendar(token) else { return missing(visitor) }
      return .file(
        text, type: "text/calendar; charset=utf-8", disposition: "inline; filename=\"event.ics\"")
    case .colleague(let token, let errand):
      guard let page = await guestbook.invitation(token) else { return missing(visitor) }
      return colleague(ColleagueView(page: page, token: token, errand: errand))
    case .subscription(let token):
      guard let page = await guestbook.subscription(token) else { return missing(visitor) }
      return subscription(SubscriptionView(page: page, token: token))
    case .preferences(let token):
      guard let page = await guestbook.preferences(token) else { return missing(visitor) }
      return preferences(PreferencesView(page: page, token: token))
    case .ownData(let token):
      guard let text = await guestbook.ownData(token) else { return missing(visitor) }
      return .file(
        text, type: "application/json; charset=utf-8",
        disposition: "attachment; filename=\"data.json\"")
    case .desk(let token), .answersCSV(let token), .sheet(let token), .badges(let token):
      guard let page = await guestbook.desk(token) else { return missing(visitor) }
      return desk(route, HostDeskView(page: page, token: token))
    case .letter(let token):
      guard let html = await guestbook.letter(token) else { return missing(visitor) }
      return .letter(html)
    case .logo:
      return logo() ?? missing(visitor)
    case .none:
      return missing(visitor)
    }
  }

  func accept(_ route: WebRoute, _ form: FormFields, _ visitor: Visitor) async -> Reply {
    // The token of an unsubscribe link is all it takes (RFC 8058); mail programs are no browsers.
    if case .subscription(let token) = route { return await subscribe(token, form, visitor) }
    guard mayPost(visitor) else { return message(.forbidden, .forbiddenText, .forbidden) }
    switch route {
    case .invitation(let token): return await answer(token, form, visitor)
    case .colleague(let token, let errand):
      return await bringIn(token, errand, form, visitor)
    case .preferences(let token): return await prefer(token, form, visitor)
    case .desk(let token): return await command(token, form, visitor)
    default: return missing(visitor)
    }
  }

  /// After a form: look at the page.
  func goTo(_ path: String) -> Reply { .seeOther(pages.current.dress.base + path) }

  /// The one answer to every link that is not ours, wrong, foreign or revoked.
  func missing(_ visitor: Visitor) -> Reply {
    guard guesses.allows(address(of: visitor), at: milliseconds()) else {
      return message(.busy, .busyText, .tooManyRequests).retry(afterSeconds: 60)
    }
    return message(.notFound, .notFoundText, .notFound)
  }

  func unreadable(_ fault: FormReader.Fault) -> Reply {
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

  /// A page with a title and a sentence, in the network's language.
  func message(
    _ title: Phrase, _ text: Phrase, _ status: HTTPResponse.Status, language: String? = nil
  ) -> Reply {
    let renderer = pages.current
    let language = language ?? renderer.dress.language
    let phrases = renderer.phrases(language)
    var fields = PageFields()
    fields.set(.pageTitle, phrases(title))
    fields.set(.messageText, phrases(text))
    return .page(renderer.render(.message, language: language, fields), status)
  }

  private func logo() -> Reply? {
    let renderer = pages.current
    guard let logo = renderer.dress.logo, let bytes = renderer.logo else { return nil }
    var reply = Reply(
      status: .ok, headers: [.contentType: logo.mediaType], body: bytes,
      cache: HTTPField(name: .cacheControl, value: "max-age=3600"))
    // An SVG opened by itself is a document: it may bring its styles, nothing else.
    reply.policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return reply
  }

  private static func preselected(_ query: Substring) -> Choice? {
    for pair in query.split(separator: "&") where pair.hasPrefix("a=") {
      return Choice(rawValue: String(pair.dropFirst(2)))
    }
    return nil
  }
}
