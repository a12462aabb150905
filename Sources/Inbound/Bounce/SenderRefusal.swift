/// A refusal of us, whoever the mail was for: our quota, relaying, a login that is asked for. The one
/// place of a bounce that decides this; asked before anything that could be said of an address.
enum SenderRefusal {
  /// nil where the words are not about the sender.
  static func reason(_ failure: FailureText) -> BounceReason? {
    matcher.best(failure.words)
  }

  private static let matcher = PhraseMatcher([
    (.tooMany, quota), (.authentication, login), (.rejected, relaying),
  ])

  private static let quota = [
    "daily user sending limit", "daily sending limit", "daily quota", "sending limit",
    "sending quota", "sender quota", "sender rate", "sender's quota", "outbound limit",
    "quota of messages", "message rate limit", "exceeded the sending", "sending rate",
  ]
  private static let login = [
    "authentication required", "authentication is required", "must authenticate",
    "please authenticate", "smtp auth required", "smtp authentication required",
    "client was not authenticated", "sender not authenticated", "sendasdenied",
  ]
  private static let relaying = [
    "relaying denied", "relay access denied", "relay denied", "relaying not", "relay not permitted",
    "relaying is", "unable to relay", "we do not relay", "we don't relay", "allowed rcpthosts",
    "relaying prohibited", "not permitted to relay", "not allowed to relay", "relay prohibited",
    "account suspended for sending", "sender not verified", "sender verify failed",
  ]
}
