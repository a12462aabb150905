/// What can happen to one person: the rows of the transition table.
package enum SeatInput: Int, Sendable, Hashable, CaseIterable {
  case yesFits, yesFull, maybe, no, offer, promotion, lapse, withdrawal, handOver, receipt, removal

  package var summary: String {
    switch self {
    case .yesFits: "says yes, and the party fits"
    case .yesFull: "says yes, and it does not fit"
    case .maybe: "says maybe"
    case .no: "says no"
    case .offer: "a free seat comes to them"
    case .promotion: "the same, with `offer_for = \"0h\"`"
    case .lapse: "the offer ends"
    case .withdrawal: "the event is cancelled"
    case .handOver: "sends a colleague instead"
    case .receipt: "is the colleague sent"
    case .removal: "is forgotten"
    }
  }
}
