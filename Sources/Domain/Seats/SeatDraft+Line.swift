extension SeatDraft {
  /// Ends the offers whose time is over; takes all back, places kept, while the event is cancelled.
  mutating func settleOffers() {
    let offers = lines.offered.tickets
    if rules.cancelled {
      for offer in offers { move(offer.person, .withdrawal) }
      return
    }
    let over = offers.filter { min($0.until, rules.closes) <= now }
    for offer in over.sorted(by: { ($0.until, $0.turn) < ($1.until, $1.turn) }) {
      move(offer.person, .lapse)
    }
  }

  /// Hands free seats on along the waiting list.
  ///
  /// A party that needs more seats than are free holds up those behind it until enough are.
  mutating func handOn() {
    guard rules.offersOpen(at: now), free > 0 else { return }
    for ticket in lines.waiting.tickets where canBeHelped(ticket) {
      if ticket.size > free { return }
      move(ticket.person, offerEnd > now ? .offer : .promotion)
    }
  }

  /// Whether nobody before the turn (at the end of the line, without one) needs the free seats.
  func isNext(_ organisation: Int32, turn: Int?) -> Bool {
    guard rules.offersOpen(at: now), free > 0 else { return true }
    return !lines.waiting.tickets.prefix { $0.turn < turn ?? .max }.contains {
      // Without a limit of seats, only colleagues can be in each other's way.
      let isInTheWay =
        rules.capacity > 0 || (organisation >= 0 && $0.organisation == organisation)
      return isInTheWay && canBeHelped($0)
    }
  }

  /// Whether free seats are of use to a party: not if it is larger than the capacity, nor while its
  /// organisation has all it may have. Such a party is passed over and keeps its turn.
  private func canBeHelped(_ ticket: SeatLine.Ticket) -> Bool {
    (rules.capacity == 0 || ticket.size <= rules.capacity) && admits(ticket.organisation)
  }

  /// Moves a person by the transition table; an equal answer again is no fact.
  mutating func move(
    _ person: Int32, _ input: SeatInput, _ organisation: Int32? = nil, guests: Int? = nil
  ) {
    let before = standing(of: person)
    let state = before?.state ?? .unanswered
    guard case .becomes(let next, let cause) = SeatTable.outcome(state, input) else {
      fatalError("seat table: \(input) cannot come up for person \(person) who is \(state)")
    }
    guard let place = place(next, before) else { return record(cause, person, nil) }
    // A seat counts for the organisation it was given to, as long as it is kept.
    let isKept = state.holdsSeats && next.holdsSeats
    let house = isKept ? before?.organisation : organisation ?? before?.organisation
    let standing = SeatStanding(
      organisation: house ?? -1,
      guests: next == .declined ? 0 : guests ?? before?.guests ?? 0, place: place,
      at: cause == .answered || cause == .handedOver ? now : before?.at ?? now)
    if let before, cause == .answered, standing.equals(before) { return }
    record(cause, person, standing)
  }

  /// The place a person comes to; the turn is kept by who had one, and new for who asks anew.
  private func place(_ next: SeatState, _ before: SeatStanding?) -> SeatPlace? {
    let kept = before?.state == .lapsed ? nil : before?.place.turn
    switch next {
    case .unanswered: return nil
    case .declined: return .declined
    case .undecided: return .undecided
    case .seated: return .seated
    case .waiting: return .waiting(turn: kept ?? lines.nextTurn)
    case .lapsed: return .lapsed(turn: lines.nextTurn)
    case .offered: return .offered(turn: kept ?? lines.nextTurn, until: offerEnd)
    }
  }
}
