/// Why a mail about an event is for its host to read. The raw values stand in the journal, and
/// behind `forward.` in `words.toml`.
package enum ForwardReason: String, Sendable, CaseIterable {
  /// A calendar proposes another time.
  case counter
  /// Somebody else is to come.
  case delegated
  /// A calendar's answer of somebody who was not the one invited by that mail.
  case passedOn = "passed_on"
  /// A reply that did not come from the invited address.
  case otherAddress = "other_address"
  /// A reply that is no clear yes, no or maybe.
  case ownWords = "own_words"
  /// What stands beside an answer that was recorded.
  case besideAnswer = "beside_answer"
  /// A calendar's answer in somebody's name that nobody signed.
  case unverified
  /// Somebody whom we do not know answered an invitation that was passed on.
  case outsider
  /// A mail that names several senders, or none surely.
  case severalSenders = "several_senders"
  /// A calendar's yes, recorded, with more guests than may come.
  case guests
  /// Answers of one person of which nobody can say which came last.
  case unknownOrder = "unknown_order"

  package var text: String {
    switch self {
    case .counter: "proposes another time"
    case .delegated: "wants to send somebody else"
    case .passedOn: "answered by somebody else on the roster than the one invited by this mail"
    case .otherAddress: "a reply from another address than the invited one"
    case .ownWords: "a reply in their own words"
    case .besideAnswer: "words beside an answer"
    case .unverified: "the UID is not signed by us, and the sender is not verified"
    case .outsider: "somebody who is not on the roster answered an invitation that was passed on"
    case .severalSenders: "names more than one sender, so that it is nobody's answer"
    case .guests: "announces more guests than may come"
    case .unknownOrder: "one of several answers, and which came last is not known"
    }
  }
}
