import HTTPTypes

extension FrontDesk {
  func invitation(_ view: InvitationView, _ status: HTTPResponse.Status = .ok) -> Reply {
    .page(pages.current.render(view), status)
  }

  /// Records an answer; whatever stands in its way, the page comes back with all that was typed.
  func answer(_ token: String, _ form: FormFields, _ visitor: Visitor) async -> Reply {
    guard let terms = await guestbook.terms(token) else { return missing(visitor) }
    let draft = AnswerDraft(form)
    let checked: AnswerForm
    switch draft.checked(against: terms) {
    case .success(let answer): checked = answer
    case .failure(let faults):
      return await again(token, draft, faults.byField, .faults, .unprocessableContent, visitor)
    }
    let now = milliseconds()
    let counts = checked.answer != .no && checked != terms.recorded
    if counts, let wait = changes.begin(checked, by: token, at: now) {
      return await again(token, draft, [:], .often, .tooManyRequests, visitor)
        .retry(afterSeconds: (wait + 999) / 1000)
    }
    let outcome = await guestbook.answer(terms.link, checked)
    if counts {
      let changed = outcome == .saved(changed: true)
      changes.end(checked, by: token, changed: changed, at: now)
    }
    switch outcome {
    case .saved:
      return .seeOther("/r/\(token)")
    case .notSaved:
      return await again(token, draft, [:], .notSaved, .serviceUnavailable, visitor)
        .retry(afterSeconds: 5)
    case .closed:
      return await again(token, nil, [:], .refused, .conflict, visitor)
    case .refused(let field, let reason):
      return await again(token, draft, [field: reason], .faults, .unprocessableContent, visitor)
    case .unknown:
      return missing(visitor)
    }
  }

  /// The page after an answer that was not recorded.
  private func again(
    _ token: String, _ typed: AnswerDraft?, _ faults: [AnswerForm.Field: AnswerForm.Fault],
    _ notice: Notice, _ status: HTTPResponse.Status, _ visitor: Visitor
  ) async -> Reply {
    guard let page = await guestbook.invitation(token) else { return missing(visitor) }
    return invitation(
      InvitationView(page: page, token: token, typed: typed, faults: faults, notice: notice),
      status)
  }
}
