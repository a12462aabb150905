import HTTPTypes

extension PageHandlers {
  func subscription(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.subscriptionPage(request.token) else { return missing(request) }
    return self.page(SubscriptionView(page: page, token: request.token))
  }

  /// Acts at once and answers 200 without a redirect (RFC 8058 section 3.1).
  func subscribe(_ request: PageRequest) async -> WebReply {
    let (token, form) = (request.token, request.form)
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
      guard mayPost(request) else { return forbidden() }
    }
    switch change {
    case .stop, .resume: break
    case .stopKind(let kind), .resumeKind(let kind):
      guard let page = await backend.subscriptionPage(token) else { return missing(request) }
      guard page.kinds.contains(where: { $0.id == kind }) else {
        return message(.unreadable, .unreadableText, .badRequest, language: page.language)
      }
    }
    return await subscribe(change, request)
  }

  private func subscribe(
    _ change: SubscriptionChange, _ request: PageRequest
  ) async -> WebReply {
    let token = request.token
    let now = milliseconds()
    var counts = false
    // Stopping is never limited, and twice the same writes nothing: so the way back is what counts.
    if let page = await backend.subscriptionPage(token), page.isResumed(by: change) {
      if let wait = changes.begin(.subscription(change), by: token, at: now) {
        let view = SubscriptionView(page: page, token: token, notice: .choicesLeftOut)
        return self.page(view, .tooManyRequests).retry(afterSeconds: (wait + 999) / 1000)
      }
      counts = true
    }
    let outcome = await backend.subscribe(token, change)
    if counts {
      changes.end(.subscription(change), by: token, changed: outcome == .saved, at: now)
    }
    guard outcome != .unknown, let page = await backend.subscriptionPage(token) else {
      return missing(request)
    }
    var view = SubscriptionView(page: page, token: token, done: outcome == .saved ? change : nil)
    switch outcome {
    case .saved:
      return self.page(view)
    case .notSaved, .unknown:
      view.notice = .notSaved
      return self.page(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .refused:
      view.notice = .refused
      return self.page(view, .conflict)
    }
  }

  func preferences(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.preferencesPage(request.token) else { return missing(request) }
    return self.page(PreferencesView(page: page, token: request.token))
  }

  func ownData(_ request: PageRequest) async -> WebReply {
    guard let text = await backend.ownData(request.token) else { return missing(request) }
    return .file(
      text, type: "application/json; charset=utf-8",
      disposition: "attachment; filename=\"data.json\"")
  }

  func prefer(_ request: PageRequest) async -> WebReply {
    let (token, form) = (request.token, request.form)
    guard let page = await backend.preferencesPage(token) else { return missing(request) }
    var view = PreferencesView(page: page, token: token)
    guard let change = Self.change(form, page) else {
      return message(.unreadable, .unreadableText, .badRequest, language: page.language)
    }
    if change == .forget, form.first("confirm") != "yes" {
      view.unconfirmed = true
      return self.page(view, .unprocessableContent)
    }
    let (limited, outcome) = await prefer(token, change, page)
    switch outcome {
    case .saved where limited != nil:
      guard let page = await backend.preferencesPage(token) else { return missing(request) }
      view.page = page
      view.notice = .choicesLeftOut
      return self.page(view, .tooManyRequests).retry(afterSeconds: limited ?? 0)
    case .saved where change == .forget:
      return message(.forgotten, .forgottenText, .ok, language: page.language)
    case .saved:
      return goTo("/p/\(token)")
    case .notSaved:
      view.notice = .notSaved
      return self.page(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .refused:
      view.notice = .refused
      return self.page(view, .conflict)
    case .unknown:
      return missing(request)
    }
  }

  /// Records a change, or, when this link has changed enough for now, only what it unsubscribes
  /// from: then with the seconds until the rest is worth trying again.
  private func prefer(
    _ token: String, _ change: PreferencesChange, _ page: PreferencesPage
  ) async -> (limited: Int64?, ChangeOutcome) {
    guard page.isLimited(change) else { return (nil, await backend.prefer(token, change)) }
    let now = milliseconds()
    if let wait = changes.begin(.preferences(change), by: token, at: now) {
      let rest = page.unsubscribing(by: change)
      let outcome = if let rest { await backend.prefer(token, rest) } else { ChangeOutcome.saved }
      return ((wait + 999) / 1000, outcome)
    }
    let outcome = await backend.prefer(token, change)
    changes.end(.preferences(change), by: token, changed: outcome == .saved, at: now)
    return (nil, outcome)
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

extension SubscriptionPage {
  /// Whether the change lets mail go again that is stopped now.
  fileprivate func isResumed(by change: SubscriptionChange) -> Bool {
    switch change {
    case .stop, .stopKind: false
    case .resume: stopped
    case .resumeKind(let kind): kinds.contains { $0.id == kind && !$0.chosen }
    }
  }
}

extension PreferencesPage {
  private var chosen: (language: String?, kinds: Set<String>) {
    (languages.first(where: \.chosen)?.id, Set(kinds.filter(\.chosen).map(\.id)))
  }

  /// Whether the change writes something that is no unsubscription.
  fileprivate func isLimited(_ change: PreferencesChange) -> Bool {
    switch change {
    case .stop, .forget: false
    case .resume: stopped
    case .save(let language, let wanted):
      language != chosen.language || !wanted.isSubset(of: chosen.kinds)
    }
  }

  /// The part of a change that unsubscribes; nil for none.
  fileprivate func unsubscribing(by change: PreferencesChange) -> PreferencesChange? {
    guard case .save(_, let wanted) = change, let language = chosen.language else { return nil }
    let left = wanted.intersection(chosen.kinds)
    return left == chosen.kinds ? nil : .save(language: language, kinds: left)
  }
}
