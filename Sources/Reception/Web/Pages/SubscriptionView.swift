/// The unsubscribe page, before or after a button.
struct SubscriptionView: PageView {
  static let template = PageRenderer.Page.unsubscribe

  var page: SubscriptionPage
  var token: String
  /// What a button did, so that the page says it.
  var done: SubscriptionChange?
  var notice: Notice?

  var language: String { page.language }

  func fields(_ phrases: Phrasebook) -> PageFields {
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

  private func texts(_ phrases: Phrasebook) -> (title: String, text: String) {
    let email: KeyValuePairs = ["email": page.email]
    switch done {
    case _ where page.stopped:
      return (phrases(.unsubscribeDone), phrases(.unsubscribeDoneText, email))
    case .stopKind(let kind):
      return (phrases(.unsubscribeDone), said(.unsubscribeKindDone, kind, phrases))
    case .resumeKind(let kind):
      return (phrases(.unsubscribeUndone), said(.unsubscribeKindUndone, kind, phrases))
    case .resume:
      return (phrases(.unsubscribeUndone), phrases(.unsubscribeUndoneText, email))
    case .stop, nil:
      return (phrases(.unsubscribeTitle), phrases(.unsubscribeText, email))
    }
  }

  private func said(_ phrase: Phrase, _ kind: String, _ phrases: Phrasebook) -> String {
    let label = page.kinds.first { $0.id == kind }?.label ?? kind
    return phrases(phrase, ["email": page.email, "kind": label])
  }

  private static func row(_ kind: PreferencesPage.Choice, _ phrases: Phrasebook) -> PageFields {
    var fields = PageFields()
    fields.set(.kindId, kind.id)
    fields.set(.kindLabel, kind.label)
    fields.set(.kindState, phrases(kind.chosen ? .kindOn : .kindOff))
    fields.set(.kindAction, kind.chosen ? "stop" : "resume")
    fields.set(.kindButton, phrases(kind.chosen ? .kindStop : .kindResume))
    return fields
  }
}
