import Domain
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
    guard let terms = await guestbook.terms(token) else { return missing(visitor) }
    let draft = AnswerDraft(form)
    var checked: AnswerForm
    switch draft.checked(against: terms) {
    case .success(let answer): checked = answer
    case .failure(let faults):
      return await again(token, draft, faults.byField, .faults, .unprocessableContent, visitor)
    }
    let now = milliseconds()
    var counts = checked.changes(terms.recorded)
    var leavesOutWords = false
    if counts, let wait = changes.begin(.answer(checked), by: token, at: now) {
      guard checked.answer == .no else {
        return await again(token, draft, [:], .often, .tooManyRequests, visitor)
          .retry(afterSeconds: (wait + 999) / 1000)
      }
      // A no always counts; only what was written beside it has to wait.
      checked.answers = [:]
      (counts, leavesOutWords) = (false, true)
    }
    let outcome = await guestbook.answer(terms.link, checked)
    if counts {
      let changed = outcome == .saved(changed: true)
      changes.end(.answer(checked), by: token, changed: changed, at: now)
    }
    switch outcome {
    case .saved where leavesOutWords:
      return await again(token, draft, [:], .wordsLeftOut, .ok, visitor)
    case .saved:
      return goTo("/r/\(token)")
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

  /// The page after an answer that was not recorded, or not with all its words.
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

extension AnswerForm {
  /// Whether it counts as a change of what is on record: an equal answer does not, nor does a no without
  /// new words.
  fileprivate func changes(_ recorded: AnswerForm?) -> Bool {
    if answer != .no { return self != recorded }
    return !answers.isEmpty && answers != recorded?.answers
  }
}
