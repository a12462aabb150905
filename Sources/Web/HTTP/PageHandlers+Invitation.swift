import Domain
import HTTPTypes

extension PageHandlers {
  func invitation(_ request: PageRequest) async -> WebReply {
    guard let page = await backend.invitationPage(request.token) else { return missing(request) }
    // The answer that the link in the mail carried only preselects.
    let preselected = request.query.split(separator: "&").first { $0.hasPrefix("a=") }
      .flatMap { Choice(rawValue: String($0.dropFirst(2))) }
    return self.page(
      InvitationView(page: page, token: request.token, preselected: preselected))
  }

  func calendar(_ request: PageRequest) async -> WebReply {
    guard let text = await backend.calendarFile(request.token) else { return missing(request) }
    return .file(
      text, type: "text/calendar; charset=utf-8", disposition: "inline; filename=\"event.ics\"")
  }

  func letter(_ request: PageRequest) async -> WebReply {
    guard let html = await backend.letter(request.token) else { return missing(request) }
    return .letter(html)
  }

  /// Records an answer; whatever stands in its way, the page comes back with all that was typed.
  func answer(_ request: PageRequest) async -> WebReply {
    let token = request.token
    guard let terms = await backend.answerTerms(token) else { return missing(request) }
    let draft = AnswerDraft(request.form)
    var checked: AnswerForm
    switch draft.checked(against: terms) {
    case .success(let answer): checked = answer
    case .failure(let faults):
      return await again(request, draft, faults.byField, .faults, .unprocessableContent)
    }
    let now = milliseconds()
    var counts = checked.changes(terms.recorded)
    var leavesOutWords = false
    if counts, let wait = changes.begin(.answer(checked), by: token, at: now) {
      guard checked.answer == .no else {
        return await again(request, draft, [:], .often, .tooManyRequests)
          .retry(afterSeconds: (wait + 999) / 1000)
      }
      // A no always counts; only what was written beside it has to wait.
      checked.answers = [:]
      (counts, leavesOutWords) = (false, true)
    }
    let outcome = await backend.answer(terms.link, checked)
    if counts {
      let changed = outcome == .saved(changed: true)
      changes.end(.answer(checked), by: token, changed: changed, at: now)
    }
    switch outcome {
    case .saved where leavesOutWords:
      return await again(request, draft, [:], .wordsLeftOut, .ok)
    case .saved:
      return goTo("/r/\(token)")
    case .notSaved:
      return await again(request, draft, [:], .notSaved, .serviceUnavailable)
        .retry(afterSeconds: 5)
    case .closed:
      return await again(request, nil, [:], .refused, .conflict)
    case .refused(let field, let reason):
      return await again(request, draft, [field: reason], .faults, .unprocessableContent)
    case .unknown:
      return missing(request)
    }
  }

  /// The page after an answer that was not recorded, or not with all its words.
  private func again(
    _ request: PageRequest, _ typed: AnswerDraft?, _ faults: [AnswerForm.Field: AnswerForm.Fault],
    _ notice: PageAlert, _ status: HTTPResponse.Status
  ) async -> WebReply {
    guard let page = await backend.invitationPage(request.token) else { return missing(request) }
    return self.page(
      InvitationView(
        page: page, token: request.token, typed: typed, faults: faults, notice: notice),
      status)
  }
}

extension AnswerForm {
  /// Whether it counts as a change of what is on record: an equal answer does not, nor does a no
  /// without new words.
  fileprivate func changes(_ recorded: AnswerForm?) -> Bool {
    if answer != .no { return self != recorded }
    return !answers.isEmpty && answers != recorded?.answers
  }
}
