/// What an answer came to, with what must be remembered of it.
///
/// A `turn` is a place in line: of two who wait, the lower turn is served first. An offer keeps
/// the turn it came from, so that it can be taken back without losing the place.
package enum SeatPlace: Sendable, Hashable {
  case declined
  case undecided
  case waiting(turn: Int)
  case offered(turn: Int, until: Instant)
  case lapsed(turn: Int)
  case seated

  /// The place a journal entry describes; nil when a number it needs is missing.
  package init?(state: SeatState, turn: Int? = nil, until: Instant? = nil) {
    switch (state, turn, until) {
    case (.declined, _, _): self = .declined
    case (.undecided, _, _): self = .undecided
    case (.seated, _, _): self = .seated
    case (.waiting, let turn?, _): self = .waiting(turn: turn)
    case (.lapsed, let turn?, _): self = .lapsed(turn: turn)
    case (.offered, let turn?, let until?): self = .offered(turn: turn, until: until)
    default: return nil
    }
  }

  package var state: SeatState {
    switch self {
    case .declined: .declined
    case .undecided: .undecided
    case .waiting: .waiting
    case .offered: .offered
    case .lapsed: .lapsed
    case .seated: .seated
    }
  }

  package var turn: Int? {
    switch self {
    case .waiting(let turn), .lapsed(let turn), .offered(let turn, _): turn
    case .declined, .undecided, .seated: nil
    }
  }

  /// When the offer ends.
  package var until: Instant? {
    if case .offered(_, let until) = self { until } else { nil }
  }
}
