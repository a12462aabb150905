extension SeatDraft {
  mutating func carryOut(_ command: SeatCommand) throws(SeatRefusal) {
    settleOffers()
    switch command {
    case .answer(let person, let organisation, .no, _):
      move(person, .no, organisation, guests: 0)
    case .answer(let person, let organisation, .maybe, let guests):
      try check(guests, of: person)
      move(person, .maybe, organisation, guests: guests)
    case .answer(let person, let organisation, .yes, let guests):
      try check(guests, of: person)
      try sayYes(person, organisation, guests)
    case .tick: handOn()
    case .handOver(let giver, let taker, let organisation):
      try checkOpen()
      try handOver(from: giver, to: taker, organisation)
    case .remove(let person):
      if standing(of: person) != nil { move(person, .removal) }
    }
    if mayServeOthers { handOn() }
  }

  /// Seats a party that fits; free seats are not for it while someone before it needs them.
  private mutating func sayYes(
    _ person: Int32, _ organisation: Int32, _ guests: Int
  ) throws(SeatRefusal) {
    let before = standing(of: person)
    let state = before?.state ?? .unanswered
    let turn = state == .waiting ? before?.place.turn : nil
    let house = state.holdsSeats ? before?.organisation ?? organisation : organisation
    let room = isNext(house, turn: turn) ? free : 0
    let held = before?.seatsHeld ?? 0
    let further = 1 + guests - held
    let isAdmitted = state.holdsSeats || admits(organisation)
    let fits = further <= 0 || (further <= room && isAdmitted)
    if SeatTable.outcome(state, fits ? .yesFits : .yesFull) == .refusedForRoom {
      throw .noRoomForGuests(most: held - 1 + room)
    }
    move(person, fits ? .yesFits : .yesFull, organisation, guests: guests)
  }

  private mutating func handOver(
    from giver: Int32, to taker: Int32, _ organisation: Int32
  ) throws(SeatRefusal) {
    guard let given = standing(of: giver), giver != taker,
      SeatTable.outcome(given.state, .handOver) != .refusedAsNothingHeld
    else { throw .nothingToHandOver }
    let before = standing(of: taker)
    if SeatTable.outcome(before?.state ?? .unanswered, .receipt) == .refusedAsSeated
      || rank(before?.state) >= rank(given.state)
    {
      throw .alreadyHasPlace
    }
    let changesHouse = organisation < 0 || organisation != given.organisation
    move(giver, .handOver)
    let frees = before?.state.holdsSeats == true && before?.organisation == organisation
    if changesHouse && given.state.holdsSeats && !frees && !admits(organisation) {
      throw .organisationFull(limit: rules.perOrganisation)
    }
    let standing = SeatStanding(
      organisation: organisation, guests: given.guests, place: given.place, at: now)
    record(.received, taker, standing)
  }

  /// What a person already has stays theirs when the event allows fewer guests than before.
  private func check(_ guests: Int, of person: Int32) throws(SeatRefusal) {
    try checkOpen()
    let most = max(rules.guests, standing(of: person)?.guests ?? 0)
    if guests < 0 || guests > most { throw .tooManyGuests(max: most) }
  }

  private func checkOpen() throws(SeatRefusal) {
    if rules.cancelled { throw .cancelled }
    if now >= rules.closes { throw .started }
  }

  private func rank(_ state: SeatState?) -> Int {
    switch state {
    case .seated: 3
    case .offered: 2
    case .waiting: 1
    case .lapsed, .undecided, .declined, .unanswered, nil: 0
    }
  }
}
