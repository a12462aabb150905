import HTTPTypes

extension PageHandlers {
  func colleague(_ request: PageRequest, _ errand: ColleagueForm.Errand) async -> WebReply {
    guard let page = await backend.invitationPage(request.token) else { return missing(request) }
    return self.page(ColleagueView(page: page, token: request.token, errand: errand))
  }

  /// Brings somebody in; whatever stands in its way, the page comes back with all that was typed.
  func bringIn(_ request: PageRequest, _ errand: ColleagueForm.Errand) async -> WebReply {
    let token = request.token
    guard let page = await backend.invitationPage(token) else { return missing(request) }
    let (form, faults) = ColleagueForm.checked(request.form)
    var view = ColleagueView(page: page, token: token, errand: errand, typed: form, faults: faults)
    // What is no longer possible is said before what is wrong with the form.
    guard view.isOpen else {
      view.notice = .refused
      return self.page(view, .conflict)
    }
    guard faults.isEmpty else {
      view.notice = .faults
      return self.page(view, .unprocessableContent)
    }
    switch await backend.bringIn(token, form, errand) {
    case .saved where errand == .own:
      view.isDone = true
      return self.page(view)
    case .saved:
      return goTo("/r/\(token)")
    case .notSaved:
      view.notice = .notSaved
      return self.page(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .closed:
      guard let page = await backend.invitationPage(token) else { return missing(request) }
      view.page = page
      view.notice = .refused
      return self.page(view, .conflict)
    case .refused(let field, let reason):
      view.faults = [field: reason]
      view.notice = .faults
      return self.page(view, .unprocessableContent)
    case .often:
      view.notice = .manyColleagues
      return self.page(view, .tooManyRequests).retry(afterSeconds: 3600)
    case .unknown:
      return missing(request)
    }
  }
}
