import HTTPTypes

extension FrontDesk {
  func desk(
    _ route: WebRoute, _ view: HostDeskView, _ status: HTTPResponse.Status = .ok
  ) -> Reply {
    let renderer = pages()
    let language = view.page.language
    let phrases = renderer.phrases(language)
    switch route {
    case .answersCSV:
      return .file(
        view.csv(phrases), type: "text/csv; charset=utf-8",
        disposition: "attachment; filename=\"answers.csv\"")
    case .sheet:
      return .page(renderer.render(.sheet, language: language, view.sheet(phrases)), status)
    case .badges:
      return .page(renderer.render(.badges, language: language, view.badges(phrases)), status)
    default:
      return .page(renderer.render(.host, language: language, view.fields(phrases)), status)
    }
  }

  func command(_ token: String, _ form: FormFields, _ visitor: Visitor) async -> Reply {
    guard let page = await guestbook.desk(token) else { return missing(visitor) }
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
    switch await guestbook.command(token, command) {
    case .saved:
      return goTo("/host/\(token)")
    case .notSaved:
      view.notice = .notSaved
      return desk(.desk(token: token), view, .serviceUnavailable).retry(afterSeconds: 5)
    case .refused:
      // Something changed since the page was asked for, so it is asked again.
      guard let page = await guestbook.desk(token) else { return missing(visitor) }
      view.page = page
      view.notice = .refused
      return desk(.desk(token: token), view, .conflict)
    case .unknown:
      return missing(visitor)
    }
  }

  /// The desk with a note that was not sent; its length is looked at before it is laid out.
  private func shown(_ view: HostDeskView) -> Reply {
    guard view.isDraftTooLong else { return desk(.desk(token: view.token), view) }
    var view = view
    view.notice = .noteTooLong
    return desk(.desk(token: view.token), view, .unprocessableContent)
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
