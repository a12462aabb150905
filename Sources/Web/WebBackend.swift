/// All that the pages need of the world.
///
/// Every method is given the token exactly as it stood in the link (1–200 bytes of base64url) and
/// answers `nil` or `.unknown` when the token is wrong, foreign or revoked; the web server turns
/// all of these into one identical 404. A method that records something returns only when what it
/// recorded is durable; those that return a page or a file change nothing.
package protocol WebBackend: Sendable {
  /// The RSVP page.
  func invitationPage(_ token: String) async -> InvitationPage?
  /// What an answer is checked against; the page without its texts.
  func answerTerms(_ token: String) async -> AnswerTerms?
  /// Records an answer over the link that `answerTerms` opened.
  func answer(_ link: AnswerTerms.Link, _ form: AnswerForm) async -> AnswerOutcome
  /// Brings a colleague in over the link.
  func bringIn(
    _ token: String, _ form: ColleagueForm, _ errand: ColleagueForm.Errand
  ) async -> ColleagueOutcome
  /// The calendar file of an invitation (RFC 5545), CRLF line ends.
  func calendarFile(_ token: String) async -> String?
  /// The HTML of a newsletter, as it was mailed.
  func letter(_ token: String) async -> String?

  /// The unsubscribe page.
  func subscriptionPage(_ token: String) async -> SubscriptionPage?
  /// Stops timed mail at once (RFC 8058), or undoes that.
  func subscribe(_ token: String, _ change: SubscriptionChange) async -> ChangeOutcome

  /// The preferences page.
  func preferencesPage(_ token: String) async -> PreferencesPage?
  /// Records changed preferences, or forgets the person.
  func prefer(_ token: String, _ change: PreferencesChange) async -> ChangeOutcome
  /// Everything held about the person, as JSON.
  func ownData(_ token: String) async -> String?

  /// The host's desk.
  func deskPage(_ token: String) async -> HostDeskPage?
  /// Holds or releases a step, or mails a note.
  func command(_ token: String, _ command: HostCommand) async -> ChangeOutcome
}
