/// What the transition table answers.
package enum SeatOutcome: Sendable, Hashable {
  case becomes(SeatState, SeatFact.Cause)
  /// Takes exactly the place of the one who hands it over, if it is the better one.
  case takesPlace
  case refusedForRoom
  case refusedAsNothingHeld
  case refusedAsSeated
  /// Cannot come up in this state.
  case never

  package var summary: String {
    switch self {
    case .becomes(let state, _): state.rawValue
    case .takesPlace: "the colleague's place"
    case .refusedForRoom: "refused: no room"
    case .refusedAsNothingHeld: "refused: no place"
    case .refusedAsSeated: "refused: has a seat"
    case .never: "–"
    }
  }
}
