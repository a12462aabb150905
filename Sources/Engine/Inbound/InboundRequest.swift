package import Domain
package import Inbound

/// What a mail asks of us, once the signed tags have said who it is about.
package enum InboundRequest: Sendable, Hashable {
  case bounce(event: String, step: String, person: String)
  case complaint(event: String, person: String)
  case unsubscribe(event: String, person: String)
  case calendarReply(event: String, person: String, choice: Choice, CalendarReply)
  case answer(event: String, person: String, choice: Choice)
  /// Words for the host: no rule can read them.
  case words(event: String, person: String, reason: ForwardReason, detail: String = "")
  /// Nothing is to be done, and nothing to be kept.
  case nothing(why: String)
  /// Nobody is named by a valid tag: to be kept for a look, and never answered.
  case unknown(why: String)

  package var event: String? {
    switch self {
    case .bounce(let event, _, _), .complaint(let event, _), .unsubscribe(let event, _),
      .calendarReply(let event, _, _, _), .answer(let event, _, _), .words(let event, _, _, _):
      event.isEmpty ? nil : event
    case .nothing, .unknown: nil
    }
  }

  package var person: String? {
    switch self {
    case .bounce(_, _, let person), .complaint(_, let person), .unsubscribe(_, let person),
      .calendarReply(_, let person, _, _), .answer(_, let person, _), .words(_, let person, _, _):
      person
    case .nothing, .unknown: nil
    }
  }

  package var choice: Choice? {
    switch self {
    case .calendarReply(_, _, let choice, _), .answer(_, _, let choice): choice
    default: nil
    }
  }

  var isBounce: Bool { if case .bounce = self { true } else { false } }

  /// It only claims to be of somebody.
  package var isUnverified: Bool {
    if case .words(_, _, .unverified, _) = self { true } else { false }
  }

  /// What follows from it, in half a sentence.
  package var why: String {
    switch self {
    case .bounce(let event, let step, let person):
      "the signed tag names \(step) of \(event) to \(person)"
    case .complaint(_, let person): "a complaint of \(person), by the signed tag"
    case .unsubscribe(_, let person): "\(person) wants no more mail, by the signed tag"
    case .calendarReply(let event, let person, let choice, _):
      "\(person) says \(choice.rawValue) to \(event), by the UID's signature"
    case .answer(let event, let person, let choice):
      "\(person) says \(choice.rawValue) to \(event), by the signature of the mail it replies to"
    case .words(let event, let person, .unverified, _):
      "in the name of \(person) about \(event), for the host: \(ForwardReason.unverified.text)"
    case .words(let event, let person, let reason, let detail):
      "\(person) about \(event), for the host: \(reason.text)"
        + (detail.isEmpty ? "" : " (\(detail))")
    case .nothing(let why), .unknown(let why): why
    }
  }
}
