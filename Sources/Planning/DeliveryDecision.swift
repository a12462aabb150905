package import Domain
package import State

/// What becomes of one delivery as things stand, with the rule that decides.
package enum DeliveryDecision: Sendable, Hashable {
  case done(DeliveryState)
  case due
  case waiting(until: Instant, why: String)
  case held(why: String)
  case missed(why: String)
  case never(why: String)

  /// Somebody the event is not for.
  package static let notForThem = DeliveryDecision.never(why: Recipients.notInAudience)

  /// The contract's word for it.
  package var word: String {
    switch self {
    case .done(.sent): "sent"
    case .done(.doubt): "doubt"
    case .done(.failed): "failed"
    case .done(.missed), .missed: "missed"
    case .done(.dropped), .never: "never"
    // Under way: it has no outcome yet, and a start that finds it so calls it in doubt.
    case .done(.open), .done(.deferred), .done(.committed), .due, .waiting: "waiting"
    case .held: "held"
    }
  }

  /// Whether `confirm_over` counts the delivery: it goes, will go, or went.
  var isCounted: Bool {
    switch self {
    case .due, .waiting, .held, .done(.sent), .done(.committed): true
    case .done, .missed, .never: false
    }
  }

  package var why: String {
    switch self {
    case .waiting(_, let why), .held(let why), .missed(let why), .never(let why): why
    case .done(.doubt): "the connection died after the last byte; nobody knows whether it arrived"
    case .done(.committed): "being handed over"
    case .done(.dropped): "given up by an operator"
    case .done, .due: ""
    }
  }
}
