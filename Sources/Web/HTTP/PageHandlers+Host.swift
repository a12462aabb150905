import HTTPTypes

extension PageHandlers {
  func desk(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.deskPage(request.token) else { return missing(request) }
    return self.page(HostDeskView(page: page, token: request.token))
  }

  func sheet(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.deskPage(request.token) else { return missing(request) }
    return self.page(SheetView(page: page, token: request.token))
  }

  func badges(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.deskPage(request.token) else { return missing(request) }
    return self.page(BadgesView(page: page, token: request.token))
  }

  func answersCSV(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.deskPage(request.token) else { return missing(request) }
    let view = HostDeskView(page: page, token: request.token)
    return .file(
      view.csv(pages().phrases(page.language)), type: "text/csv; charset=utf-8",
      disposition: "attachment; filename=\"answers.csv\"")
  }

  func command(_ request: PageRequest) async -> WebReply {
    let (token, form) = (request.token, request.form)
    guard let page = await backend.deskPage(token) else { return missing(request) }
    var view = HostDeskView(page: page, token: token)
    if let text = form.first("note"), page.note != nil, form.first("action") != "send" {
      // Shown first; nothing is recorded before it is confirmed.
      view.draft = text
      return shown(view)
    }
    guard let command = Self.command(form, page) else {
      return message(.unreadable, .unreadableText, .badRequest, language: page.language)
    }
    if case .note(let text) = command { view.draft = text }
    if view.isDraftTooLong { return shown(view) }
    switch await backend.command(token, command) {
    case .saved:
      return goTo("/host/\(token)")
    case .notSaved:
      view.notice = .notSaved
      return self.page(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .refused:
      // Something changed since the page was asked for, so it is asked again.
      guard let page = await backend.deskPage(token) else { return missing(request) }
      view.page = page
      view.notice = .refused
      return self.page(view, .conflict)
    case .unknown:
      return missing(request)
    }
  }

  /// The desk with a note that was not sent; its length is looked at before it is laid out.
  private func shown(_ view: HostDeskView) -> WebReply {
    guard view.isDraftTooLong else { return self.page(view) }
    var view = view
    view.notice = .noteTooLong
    return self.page(view, .unprocessableContent)
  }

  /// Nil when the form names a step or an action that the desk did not show.
  private static func command(_ form: FormFields, _ page: HostDeskPage) -> HostCommand? {
    if form.first("action") == "send", let text = form.first("note"), page.note != nil {
      return .note(text)
    }
    guard let step = form.first("step"), page.steps.contains(where: { $0.id == step }) else {
      return nil
    }
    switch form.first("action") {
    case "hold": return .hold(step: step)
    case "release": return .release(step: step)
    default: return nil
    }
  }
}
