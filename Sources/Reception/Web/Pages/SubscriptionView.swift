/// The unsubscribe page, before or after the button.
struct SubscriptionView {
  var page: SubscriptionPage
  var token: String
  /// True on the answer to a button, so that the page says what it did.
  var acted = false
  var notice: Notice?

  func fields(_ phrases: Phrasebook) -> PageFields {
    let (title, text): (Phrase, Phrase) =
      if page.stopped {
        (.unsubscribeDone, .unsubscribeDoneText)
      } else if acted {
        (.unsubscribeUndone, .unsubscribeUndoneText)
      } else {
        (.unsubscribeTitle, .unsubscribeText)
      }
    var fields = PageFields()
    fields.set(.token, token)
    fields.set(.pageTitle, phrases(title))
    fields.set(.subscriptionText, phrases(text, ["email": page.email]))
    fields.set(.subscriptionStopped, page.stopped)
    fields.set(.preferencesToken, page.preferencesToken)
    fields.set(notice, phrases)
    return fields
  }
}
