import HTTPTypes

extension FrontDesk {
  func colleague(_ view: ColleagueView, _ status: HTTPResponse.Status = .ok) -> Reply {
    let renderer = pages()
    let language = view.page.language
    return .page(
      renderer.render(.colleague, language: language, view.fields(renderer.phrases(language))),
      status)
  }

  /// Brings somebody in; whatever stands in its way, the page comes back with all that was typed.
  func bringIn(
    _ token: String, _ errand: ColleagueForm.Errand, _ fields: FormFields, _ visitor: Visitor
  ) async -> Reply {
    guard let page = await guestbook.invitation(token) else { return missing(visitor) }
    let (form, faults) = ColleagueForm.checked(fields)
    var view = ColleagueView(page: page, token: token, errand: errand, typed: form, faults: faults)
    // What is no longer possible is said before what is wrong with the form.
    guard view.isOpen else {
      view.notice = .refused
      return colleague(view, .conflict)
    }
    guard faults.isEmpty else {
      view.notice = .faults
      return colleague(view, .unprocessableContent)
    }
    switch await guestbook.bringIn(token, form, errand) {
    case .saved where errand == .own:
      view.isDone = true
      return colleague(view)
    case .saved:
      return goTo("/r/\(token)")
    case .notSaved:
      view.notice = .notSaved
      return colleague(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .closed:
      guard let page = await guestbook.invitation(token) else { return missing(visitor) }
      view.page = page
      view.notice = .refused
      return colleague(view, .conflict)
    case .refused(let field, let reason):
      view.faults = [field: reason]
      view.notice = .faults
      return colleague(view, .unprocessableContent)
    case .often:
      view.notice = .manyColleagues
      return colleague(view, .tooManyRequests).retry(afterSeconds: 3600)
    case .unknown:
      return missing(visitor)
    }
  }
}
