extension SeatBook {
  package func state(of person: Int32) -> SeatState {
    standings[person]?.state ?? .unanswered
  }

  package func seat(of person: Int32) -> Seat { state(of: person).seat }

  package func answer(of person: Int32) -> (choice: Choice, guests: Int, at: Instant)? {
    standings[person].map { ($0.choice, $0.guests, $0.at) }
  }

  /// The place on the waiting list, counted from 1; nil for who is not on it.
  package func position(of person: Int32) -> Int? {
    guard let standing = standings[person], let ticket = SeatLines.ticket(person, standing) else {
      return nil
    }
    switch standing.state {
    case .waiting: return lines.waiting.position(of: ticket).map { $0 + 1 }
    case .lapsed:
      return lines.lapsed.position(of: ticket).map { lines.waiting.tickets.count + $0 + 1 }
    case .unanswered, .declined, .undecided, .offered, .seated: return nil
    }
  }

  /// When the person's offer ends; nil without one.
  package func offerEnds(for person: Int32) -> Instant? { standings[person]?.place.until }

  /// People with a seat, by number.
  package var seated: [Int32] {
    standings.filter { $0.value.state == .seated }.keys.sorted()
  }

  /// The waiting list, first in line first; those whose offer lapsed stand at its end.
  package var waiting: [Int32] {
    (lines.waiting.tickets + lines.lapsed.tickets).map(\.person)
  }

  /// People with an offer, in the order of their turns.
  package var offered: [Int32] { lines.offered.tickets.map(\.person) }

  /// Seats taken, guests included.
  package var seatedCount: Int { counts.seatsTaken }
  /// Seats held by offers, guests included.
  package var offeredCount: Int { counts.seatsOffered }
  /// Parties on the waiting list.
  package var waitingCount: Int { lines.waiting.tickets.count + lines.lapsed.tickets.count }
  /// Organisations with at least one seat; who is alone counts as one.
  package var organisationsSeated: Int { counts.organisationsSeated }

  /// Whether enough organisations have a seat; an offer does not count yet.
  package func quorumMet(_ rules: SeatRules) -> Bool { organisationsSeated >= rules.quorum }

  /// Seats neither taken nor held, never below zero; nil when there is no limit.
  package func freeSeats(_ rules: SeatRules) -> Int? {
    rules.capacity == 0
      ? nil : max(0, rules.capacity - counts.seatsTaken - counts.seatsOffered)
  }

  /// When the next offer ends, at the latest the start: the moment for a tick; nil without offers.
  package func nextLapse(_ rules: SeatRules) -> Instant? {
    lines.offered.tickets.map(\.until).min().map { min($0, rules.closes) }
  }

  /// The book in facts, one a person: applied to an empty book they give this one.
  package var restated: [SeatFact] {
    standings.sorted { $0.key < $1.key }.map {
      SeatFact(cause: .answered, person: $0.key, standing: $0.value)
    }
  }
}
