import HTTPTypes

extension FrontDesk {
  func subscription(_ view: SubscriptionView, _ status: HTTPResponse.Status = .ok) -> Reply {
    let renderer = pages.current
    let language = view.page.language
    return .page(
      renderer.render(.unsubscribe, language: language, view.fields(renderer.phrases(language))),
      status)
  }

  /// Acts at once and answers 200 without a redirect (RFC 8058 section 3.1).
  func subscribe(_ token: String, _ form: FormFields, _ visitor: Visitor) async -> Reply {
    let change: SubscriptionChange
    switch (form.first("action"), form.first("kind")) {
    case ("resume", nil): change = .resume
    case ("resume", let kind?): change = .resumeKind(kind)
    case ("stop", let kind?): change = .stopKind(kind)
    default: change = .stop(oneClick: form.first("List-Unsubscribe") == "One-Click")
    }
    switch change {
    case .stop, .stopKind: break
    case .resume, .resumeKind:
      guard mayPost(visitor) else { return message(.forbidden, .forbiddenText, .forbidden) }
    }
    switch change {
    case .stop, .resume: break
    case .stopKind(let kind), .resumeKind(let kind):
      guard let page = await guestbook.subscription(token) else { return missing(visitor) }
      guard page.kinds.contains(where: { $0.id == kind }) else {
        return message(.unreadable, .unreadableText, .badRequest, language: page.language)
      }
    }
    return await subscribe(token, change, visitor)
  }

  private func subscribe(
    _ token: String, _ change: SubscriptionChange, _ visitor: Visitor
  ) async -> Reply {
    let outcome = await guestbook.subscribe(token, change)
    guard outcome != .unknown, let page = await guestbook.subscription(token) else {
      return missing(visitor)
    }
    var view = SubscriptionView(page: page, token: token, done: outcome == .saved ? change : nil)
    switch outcome {
    case .saved:
      return subscription(view)
    case .notSaved, .unknown:
      view.notice = .notSaved
      return subscription(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .refused:
      view.notice = .refused
      return subscription(view, .conflict)
    }
  }

  func preferences(_ view: PreferencesView, _ status: HTTPResponse.Status = .ok) -> Reply {
    let renderer = pages.current
    let language = view.page.language
    return .page(
      renderer.render(.preferences, language: language, view.fields(renderer.phrases(language))),
      status)
  }

  func prefer(_ token: String, _ form: FormFields, _ visitor: Visitor) async -> Reply {
    guard let page = await guestbook.preferences(token) else { return missing(visitor) }
    var view = PreferencesView(page: page, token: token)
    guard let change = Self.change(form, page) else {
      return message(.unreadable, .unreadableText, .badRequest, language: page.language)
    }
    if change == .forget, form.first("confirm") != "yes" {
      view.unconfirmed = true
      return preferences(view, .unprocessableContent)
    }
    switch await guestbook.prefer(token, change) {
    case .saved where change == .forget:
      return message(.forgotten, .forgottenText, .ok, language: page.language)
    case .saved:
      return .seeOther("/p/\(token)")
    case .notSaved:
      view.notice = .notSaved
      return preferences(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .refused:
      view.notice = .refused
      return preferences(view, .conflict)
    case .unknown:
      return missing(visitor)
    }
  }

  /// Nil when the form asks for something that the page did not offer.
  private static func change(_ form: FormFields, _ page: PreferencesPage) -> PreferencesChange? {
    switch form.first("action") {
    case "save":
      let kinds = Set(form.all("kind"))
      guard let language = form.first("language"),
        page.languages.contains(where: { $0.id == language }),
        kinds.isSubset(of: page.kinds.map(\.id))
      else { return nil }
      return .save(language: language, kinds: kinds)
    case "stop": return .stop
    case "resume": return .resume
    case "forget": return .forget
    default: return nil
    }
  }
}
