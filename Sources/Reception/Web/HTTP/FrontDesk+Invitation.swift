import HTTPTypes

extension FrontDesk {
  func invitation(_ view: InvitationView, _ status: HTTPResponse.Status = .ok) -> Reply {
    let renderer = pages.current
    let language = view.page.language
    return .page(
      renderer.render(.rsvp, language: language, view.fields(renderer.phrases(language))), status)
  }

  /// Records an answer; whatever stands in its way, the page comes back with all that was typed.
  func answer(_ token: String, _ form: FormFields, _ visitor: Visitor) async -> Reply {
    guard let page = await guestbook.invitation(token) else { return missing(visitor) }
    let draft = AnswerDraft(form)
    var view = InvitationView(page: page, token: token, typed: draft)
    let checked: AnswerForm
    switch page.phase == .open ? draft.checked(against: page) : .success(draft.unchecked) {
    case .success(let answer):
      checked = answer
    case .failure(let faults):
      view.faults = faults.byField
      view.notice = .faults
      return invitation(view, .unprocessableContent)
    }
    let now = milliseconds()
    let counts = checked.answer != .no && checked != AnswerForm(onRecord: page)
    if counts, let wait = changes.begin(checked, by: token, at: now) {
      view.notice = .often
      return invitation(view, .tooManyRequests).retry(afterSeconds: (wait + 999) / 1000)
    }
    let outcome = await guestbook.answer(token, checked)
    if counts {
      let changed = outcome == .saved(changed: true)
      changes.end(checked, by: token, changed: changed, at: now)
    }
    return await reply(to: outcome, view, visitor)
  }

  private func reply(
    to outcome: AnswerOutcome, _ view: InvitationView, _ visitor: Visitor
  ) async -> Reply {
    var view = view
    switch outcome {
    case .saved:
      return .seeOther("/r/\(view.token)")
    case .notSaved:
      view.notice = .notSaved
      return invitation(view, .serviceUnavailable).retry(afterSeconds: 5)
    case .closed:
      // The phase may have changed since the page was asked for, so it is asked again.
      guard let page = await guestbook.invitation(view.token) else { return missing(visitor) }
      return invitation(
        InvitationView(page: page, token: view.token, notice: .refused), .conflict)
    case .refused(let field, let reason):
      view.faults = [field: reason]
      view.notice = .faults
      return invitation(view, .unprocessableContent)
    case .unknown:
      return missing(visitor)
    }
  }
}

extension AnswerForm {
  /// The answer on record, as the form that would give it again; nil when there is none.
  init?(onRecord page: InvitationPage) {
    guard let recorded = page.recorded else { return nil }
    var answers: [String: [String]] = [:]
    for question in page.questions where !question.values.isEmpty {
      answers[question.id] = question.values
    }
    self.init(answer: recorded.answer, guests: recorded.guests, answers: answers)
  }
}
