import Domain

/// The seats of one event by brute force: one list of people in the order in which they asked,
/// everything else counted anew each time. Slow, and short enough to be seen to be right.
struct SlowSeats: Hashable {
  enum Status: Hashable { case no, maybe, waits, idles, has(until: Instant), sits }

  struct Row: Hashable {
    var person: Int32
    var organisation: Int32
    var guests: Int
    var status: Status
    var holds: Bool {
      switch status {
      case .sits, .has: true
      case .no, .maybe, .waits, .idles: false
      }
    }
  }

  var rows: [Row] = []

  /// The state after a whole history, with the answer to its last command.
  static func after(_ history: [Happening]) -> (SlowSeats, SeatRefusal?) {
    var seats = SlowSeats()
    var refusal: SeatRefusal?
    for happening in history { refusal = seats.step(happening) }
    return (seats, refusal)
  }

  /// What is refused changes nothing.
  mutating func step(_ happening: Happening) -> SeatRefusal? {
    var next = self
    let refusal = next.meet(happening)
    if refusal == nil { self = next }
    return refusal
  }

  private mutating func meet(_ happening: Happening) -> SeatRefusal? {
    let rules = happening.rules
    let before = rows.filter { $0.holds || $0.status == .waits }
    endOffers(happening)
    let isShut: SeatRefusal? =
      rules.cancelled ? .cancelled : happening.now >= rules.closes ? .started : nil
    switch happening.command {
    case .tick: break
    case .remove(let person): rows.removeAll { $0.person == person }
    case .answer(let person, let organisation, .no, _):
      let row = Row(person: person, organisation: organisation, guests: 0, status: .no)
      if row.status != self[person]?.status { self[person] = row }
    case .answer(let person, let organisation, let choice, let guests):
      if let isShut { return isShut }
      let most = max(rules.guests, self[person]?.guests ?? 0)
      if !(0...most).contains(guests) { return .tooManyGuests(max: most) }
      let row = Row(person: person, organisation: organisation, guests: guests, status: .maybe)
      if choice == .maybe {
        self[person] = row
      } else if let refusal = yes(row, happening) {
        return refusal
      }
    case .handOver(let giver, let taker, let organisation):
      if let isShut { return isShut }
      if let refusal = give(giver, taker, organisation, rules) { return refusal }
    }
    // Others may be next when somebody with a seat, an offer or a place in line stands differently.
    if happening.command == .tick || before.contains(where: { !rows.contains($0) }) {
      serve(happening)
    }
    return nil
  }

  private mutating func yes(_ row: Row, _ happening: Happening) -> SeatRefusal? {
    let rules = happening.rules
    let mayPass = happening.now >= rules.offersUntil
    let old = self[row.person]
    if let old, old.holds {
      // A seat counts for the house it was given to.
      var row = row
      row.organisation = old.organisation
      let others = held(without: row.person)
      let isHeldUp = !mayPass && first(rules, for: row) != nil
      let fits = isHeldUp ? 0 : rules.capacity == 0 ? .max : max(0, rules.capacity - others - 1)
      let most = max(old.guests, fits)
      if row.guests > most { return .noRoomForGuests(most: most) }
      self[row.person] = row.with(.sits)
      return nil
    }
    if old?.status != .waits { rows.removeAll { $0.person == row.person } }
    self[row.person] = row.with(.waits)
    let isNext = mayPass ? !isHopeless(row, rules) : first(rules, for: row) == self[row.person]
    if isNext && room(rules) >= 1 + row.guests {
      self[row.person] = row.with(.sits)
    } else if let old, old.status == .waits, old.guests == row.guests {
      self[row.person] = old
    }
    return nil
  }

  private mutating func give(
    _ giver: Int32, _ taker: Int32, _ organisation: Int32, _ rules: SeatRules
  ) -> SeatRefusal? {
    guard let old = self[giver], giver != taker, worth(old.status) > 0 else {
      return .nothingToHandOver
    }
    if worth(self[taker]?.status ?? .no) >= worth(old.status) { return .alreadyHasPlace }
    let heirs = rows.filter {
      $0.holds && $0.organisation == organisation && ![giver, taker].contains($0.person)
    }
    let isSame = organisation >= 0 && organisation == old.organisation
    let isFull = rules.perOrganisation > 0 && heirs.count >= rules.perOrganisation
    if old.holds && organisation >= 0 && !isSame && isFull {
      return .organisationFull(limit: rules.perOrganisation)
    }
    rows.removeAll { $0.person == taker }
    let place = rows.firstIndex { $0.person == giver } ?? 0
    rows[place].person = taker
    rows[place].organisation = organisation
    rows.append(Row(person: giver, organisation: old.organisation, guests: 0, status: .no))
    return nil
  }

  private mutating func endOffers(_ happening: Happening) {
    var over: [(until: Instant, row: Row)] = []
    for (index, row) in rows.enumerated() {
      guard case .has(let until) = row.status else { continue }
      if happening.rules.cancelled {
        rows[index].status = .waits
      } else if until <= happening.now || happening.rules.closes <= happening.now {
        over.append((until, row))
      }
    }
    // Stable: equal ends keep the order in which they asked.
    for (_, row) in over.sorted(by: { $0.until < $1.until }) {
      rows.removeAll { $0.person == row.person }
      rows.append(row.with(.idles))
    }
  }

  /// While somebody is next and fits, they are given their seats.
  private mutating func serve(_ happening: Happening) {
    let rules = happening.rules
    if rules.cancelled || happening.now >= min(rules.offersUntil, rules.closes) { return }
    while let next = first(rules), room(rules) >= 1 + next.guests {
      let until = min(happening.now.adding(seconds: Happening.offerSeconds), rules.closes)
      self[next.person] = next.with(rules.promotesAtOnce ? .sits : .has(until: until))
    }
  }

  /// Who is next: the first waiting party that seats would help; for a party, the first that
  /// competes with it. Where seats have no limit, only colleagues do.
  private func first(_ rules: SeatRules, for row: Row? = nil) -> Row? {
    rows.first { other in
      guard other.status == .waits, !isHopeless(other, rules) else { return false }
      guard let row, rules.capacity == 0, row.person != other.person else { return true }
      return row.organisation >= 0 && row.organisation == other.organisation
    }
  }

  private func isHopeless(_ row: Row, _ rules: SeatRules) -> Bool {
    let colleagues = rows.filter { $0.holds && $0.organisation == row.organisation }.count
    let isFull =
      rules.perOrganisation > 0 && row.organisation >= 0 && colleagues >= rules.perOrganisation
    return isFull || (rules.capacity > 0 && 1 + row.guests > rules.capacity)
  }

  private func room(_ rules: SeatRules) -> Int {
    rules.capacity == 0 ? .max : rules.capacity - held(without: nil)
  }

  private func held(without person: Int32?) -> Int {
    rows.filter { $0.holds && $0.person != person }.map { 1 + $0.guests }.reduce(0, +)
  }

  private func worth(_ status: Status) -> Int {
    switch status {
    case .no, .maybe, .idles: 0
    case .waits: 1
    case .has: 2
    case .sits: 3
    }
  }

  /// A new person goes to the end; a known one stays where they are.
  private subscript(person: Int32) -> Row? {
    get { rows.first { $0.person == person } }
    set {
      let index = rows.firstIndex { $0.person == person }
      if let newValue, let index {
        rows[index] = newValue
      } else if let newValue {
        rows.append(newValue)
      }
    }
  }
}

extension SlowSeats.Row {
  func with(_ status: SlowSeats.Status) -> Self {
    var row = self
    row.status = status
    return row
  }
}

extension SlowSeats {
  var waitingList: [Int32] {
    rows.filter { $0.status == .waits }.map(\.person)
      + rows.filter { $0.status == .idles }.map(\.person)
  }
  var seated: [Int32] { rows.filter { $0.status == .sits }.map(\.person).sorted() }
  var seatedCount: Int { rows.filter { $0.status == .sits }.map { 1 + $0.guests }.reduce(0, +) }
  var offers: [Int32: Instant] {
    var offers: [Int32: Instant] = [:]
    for row in rows { if case .has(let until) = row.status { offers[row.person] = until } }
    return offers
  }
  var guests: [Int32: Int] {
    Dictionary(uniqueKeysWithValues: rows.map { ($0.person, $0.guests) })
  }
  var organisationsSeated: Int {
    let seats = rows.filter { $0.status == .sits }
    return Set(seats.map(\.organisation).filter { $0 >= 0 }).count
      + seats.filter { $0.organisation < 0 }.count
  }
  var said: [Int32: Choice] {
    Dictionary(
      uniqueKeysWithValues: rows.map {
        ($0.person, $0.status == .no ? .no : $0.status == .maybe ? .maybe : .yes)
      })
  }
}
