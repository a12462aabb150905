/// The three ordered lists of an event, kept beside the standings they follow from.
struct SeatLines: Sendable {
  private(set) var waiting = SeatLine()
  private(set) var offered = SeatLine()
  private(set) var lapsed = SeatLine()

  mutating func replace(_ old: SeatStanding?, with new: SeatStanding?, of person: Int32) {
    if let old, let ticket = Self.ticket(person, old) {
      change(old.state) { $0.remove(ticket) }
    }
    if let new, let ticket = Self.ticket(person, new) {
      change(new.state) { $0.insert(ticket) }
    }
  }

  /// A turn after everyone's.
  var nextTurn: Int {
    [waiting, offered, lapsed].reduce(0) { max($0, $1.tickets.last?.turn ?? 0) } + 1
  }

  static func ticket(_ person: Int32, _ standing: SeatStanding) -> SeatLine.Ticket? {
    guard let turn = standing.place.turn else { return nil }
    return .init(
      turn: turn, person: person, organisation: standing.organisation, size: standing.size,
      until: standing.place.until ?? .distantFuture)
  }

  private mutating func change(_ state: SeatState, _ body: (inout SeatLine) -> Void) {
    switch state {
    case .waiting: body(&waiting)
    case .offered: body(&offered)
    case .lapsed: body(&lapsed)
    case .unanswered, .declined, .undecided, .seated: break
    }
  }
}
