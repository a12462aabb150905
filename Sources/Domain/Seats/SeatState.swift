/// The states of the transition table: where one person stands with one event.
package enum SeatState: String, Sendable, Hashable, CaseIterable {
  case unanswered, declined, undecided, waiting, offered, lapsed, seated

  /// The answer the state stands for; nil before any answer.
  package var choice: Choice? {
    switch self {
    case .unanswered: nil
    case .declined: .no
    case .undecided: .maybe
    case .waiting, .offered, .lapsed, .seated: .yes
    }
  }

  /// A lapsed offer leaves a person on the waiting list, behind those who still ask.
  package var seat: Seat {
    switch self {
    case .unanswered, .declined, .undecided: .none
    case .waiting, .lapsed: .waiting
    case .offered: .offered
    case .seated: .seated
    }
  }

  /// Whether seats are set aside: an offer holds them as a seat does.
  package var holdsSeats: Bool { self == .seated || self == .offered }
}
