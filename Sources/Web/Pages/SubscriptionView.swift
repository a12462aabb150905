/// The unsubscribe page, before or after a button.
struct SubscriptionView: PageView {
  static let template = "unsubscribe"

  enum Word: String, PageWord {
    case unsubscribeKindDone = "unsubscribe.kind_done"
    case unsubscribeKindUndone = "unsubscribe.kind_undone"
    case kindStop = "unsubscribe.kind_stop"
    case kindResume = "unsubscribe.kind_resume"
    case kindOn = "unsubscribe.kind_on"
    case kindOff = "unsubscribe.kind_off"
    case unsubscribeTitle = "unsubscribe.title"
    case unsubscribeDone = "unsubscribe.title_done"
    case unsubscribeUndone = "unsubscribe.title_undone"
    case unsubscribeText = "unsubscribe.text"
    case unsubscribeDoneText = "unsubscribe.text_done"
    case unsubscribeUndoneText = "unsubscribe.text_undone"
  }

  static var words: [String] { Word.keys }

  var page: SubscriptionPage
  var token: String
  /// What a button did, so that the page says it.
  var done: SubscriptionChange?
  var notice: PageAlert?

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    let (title, text) = texts(phrases)
    var fields = PageFields()
    fields.set(.token, token)
    fields.set(.pageTitle, title)
    fields.set(.subscriptionText, text)
    fields.set(.subscriptionStopped, page.stopped)
    fields.set(.preferencesToken, page.preferencesToken)
    // One kind is all there is; and with all stopped, there is nothing left to choose.
    let kinds = page.stopped || page.kinds.count < 2 ? [] : page.kinds
    fields.set(.subscriptionAnyKinds, !kinds.isEmpty)
    fields.set(.subscriptionKinds, kinds.map { Self.row($0, phrases) })
    fields.set(notice, phrases)
    return fields
  }

  private func texts(_ phrases: PageWords) -> (title: String, text: String) {
    let email: KeyValuePairs = ["email": page.email]
    switch done {
    case _ where page.stopped:
      return (phrases(Word.unsubscribeDone), phrases(Word.unsubscribeDoneText, email))
    case .stopKind(let kind):
      return (phrases(Word.unsubscribeDone), said(Word.unsubscribeKindDone, kind, phrases))
    case .resumeKind(let kind):
      return (phrases(Word.unsubscribeUndone), said(Word.unsubscribeKindUndone, kind, phrases))
    case .resume:
      return (phrases(Word.unsubscribeUndone), phrases(Word.unsubscribeUndoneText, email))
    case .stop, nil:
      return (phrases(Word.unsubscribeTitle), phrases(Word.unsubscribeText, email))
    }
  }

  private func said(_ phrase: Word, _ kind: String, _ phrases: PageWords) -> String {
    let label = page.kinds.first { $0.id == kind }?.label ?? kind
    return phrases(phrase, ["email": page.email, "kind": label])
  }

  private static func row(_ kind: PreferencesPage.Choice, _ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.kindId, kind.id)
    fields.set(.kindLabel, kind.label)
    fields.set(.kindState, phrases(kind.chosen ? Word.kindOn : Word.kindOff))
    fields.set(.kindAction, kind.chosen ? "stop" : "resume")
    fields.set(.kindButton, phrases(kind.chosen ? Word.kindStop : Word.kindResume))
    return fields
  }
}
