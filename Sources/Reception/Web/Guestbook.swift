/// All that the pages need of the world, as closures that the daemon fills in.
///
/// Every closure is given the token exactly as it stood in the link (1–200 bytes of base64url) and
/// answers `nil` or `.unknown` when the token is wrong, foreign or revoked; the web server turns all
/// of these into one identical 404. A closure that records something returns only when what it
/// recorded is durable.
package struct Guestbook: Sendable {
  /// The RSVP page. Never changes anything.
  package var invitation: @Sendable (_ token: String) async -> InvitationPage?
  /// What an answer is checked against; the page without its texts. Never changes anything.
  package var terms: @Sendable (_ token: String) async -> AnswerTerms?
  /// Records an answer over the link that `terms` opened.
  package var answer:
    @Sendable (_ link: AnswerTerms.Link, _ form: AnswerForm) async -> AnswerOutcome
  /// Brings a colleague in over the link.
  package var bringIn:
    @Sendable (_ token: String, _ form: ColleagueForm, _ errand: ColleagueForm.Errand) async ->
      ColleagueOutcome
  /// The calendar file of an invitation (RFC 5545), CRLF line ends.
  package var calendar: @Sendable (_ token: String) async -> String?
  /// The HTML of a newsletter, as it was mailed.
  package var letter: @Sendable (_ token: String) async -> String?

  /// The unsubscribe page. Never changes anything.
  package var subscription: @Sendable (_ token: String) async -> SubscriptionPage?
  /// Stops timed mail at once (RFC 8058), or undoes that.
  package var subscribe: @Sendable (_ token: String, _ change: SubscriptionChange) async -> Outcome

  /// The preferences page. Never changes anything.
  package var preferences: @Sendable (_ token: String) async -> PreferencesPage?
  /// Records changed preferences, or forgets the person.
  package var prefer: @Sendable (_ token: String, _ change: PreferencesChange) async -> Outcome
  /// Everything held about the person, as JSON.
  package var ownData: @Sendable (_ token: String) async -> String?

  /// The host's desk. Never changes anything.
  package var desk: @Sendable (_ token: String) async -> HostDeskPage?
  /// Holds or releases a step.
  package var command: @Sendable (_ token: String, _ command: HostCommand) async -> Outcome

  package init(
    invitation: @escaping @Sendable (_ token: String) async -> InvitationPage?,
    terms: @escaping @Sendable (_ token: String) async -> AnswerTerms?,
    answer:
      @escaping @Sendable (_ link: AnswerTerms.Link, _ form: AnswerForm) async -> AnswerOutcome,
    bringIn:
      @escaping @Sendable (
        _ token: String, _ form: ColleagueForm, _ errand: ColleagueForm.Errand
      ) async -> ColleagueOutcome,
    calendar: @escaping @Sendable (_ token: String) async -> String?,
    letter: @escaping @Sendable (_ token: String) async -> String?,
    subscription: @escaping @Sendable (_ token: String) async -> SubscriptionPage?,
    subscribe:
      @escaping @Sendable (_ token: String, _ change: SubscriptionChange) async -> Outcome,
    preferences: @escaping @Sendable (_ token: String) async -> PreferencesPage?,
    prefer: @escaping @Sendable (_ token: String, _ change: PreferencesChange) async -> Outcome,
    ownData: @escaping @Sendable (_ token: String) async -> String?,
    desk: @escaping @Sendable (_ token: String) async -> HostDeskPage?,
    command: @escaping @Sendable (_ token: String, _ command: HostCommand) async -> Outcome
  ) {
    self.invitation = invitation
    self.terms = terms
    self.answer = answer
    self.bringIn = bringIn
    self.calendar = calendar
    self.letter = letter
    self.subscription = subscription
    self.subscribe = subscribe
    self.preferences = preferences
    self.prefer = prefer
    self.ownData = ownData
    self.desk = desk
    self.command = command
  }
}
