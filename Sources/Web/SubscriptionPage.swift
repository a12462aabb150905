/// The unsubscribe page of one person.
package struct SubscriptionPage: Sendable {
  package var language: String
  /// The address that gets the mail.
  package var email: String
  /// True when timed mail has stopped.
  package var stopped: Bool
  /// Kinds of mail, chosen when the person gets them; fewer than two leave the list out.
  package var kinds: [PreferencesPage.Choice]
  /// Token of this person's preferences page; nil leaves the link out.
  package var preferencesToken: String?

  package init(
    language: String, email: String, stopped: Bool, kinds: [PreferencesPage.Choice] = [],
    preferencesToken: String? = nil
  ) {
    self.language = language
    self.email = email
    self.stopped = stopped
    self.kinds = kinds
    self.preferencesToken = preferencesToken
  }
}

/// What the unsubscribe page asks for.
package enum SubscriptionChange: Sendable, Hashable {
  /// `oneClick` when the mail program sent `List-Unsubscribe=One-Click` (RFC 8058 section 3.2).
  case stop(oneClick: Bool)
  case resume
  /// Only this kind of mail, one of those that the page offered.
  case stopKind(String)
  case resumeKind(String)
}
