import Domain
import Testing

/// What must hold whatever happens; checked after each step of each history.
enum SeatPromises {
  /// Decides the happening, checks every promise, and returns the book after it.
  static func keep(
    _ happening: Happening, _ book: SeatBook, _ trace: () -> String
  ) -> (book: SeatBook, refusal: SeatRefusal?) {
    switch happening.decide(book) {
    case .failure(let refusal):
      if case .answer(_, _, .no, _) = happening.command {
        Issue.record("a decline was refused: \(trace())")
      }
      return (book, refusal)
    case .success(let facts):
      var after = book
      let most = max(happening.rules.capacity, book.seatedCount + book.offeredCount)
      for fact in facts {
        checkTransition(fact, happening, after, trace)
        checkOrder(fact, happening, after, trace)
        let before = after
        after.apply(fact)
        checkLimits(before, after, fact, most, happening, trace)
      }
      checkBystanders(happening, book, after, trace)
      checkIdleness(happening, book, after, trace)
      checkCounts(after, trace)
      return (after, nil)
    }
  }

  /// The fact is what the table says of some input.
  static func checkTransition(
    _ fact: SeatFact, _ happening: Happening, _ book: SeatBook, _ trace: () -> String
  ) {
    let state = book.state(of: fact.person)
    let expected = SeatOutcome.becomes(fact.standing?.state ?? .unanswered, fact.cause)
    let isTaking = fact.cause == .received && SeatTable.outcome(state, .receipt) == .takesPlace
    let isListed = SeatInput.allCases.contains { SeatTable.outcome(state, $0) == expected }
    if isTaking || isListed { return }
    Issue.record("\(state) → \(expected) is not in the table: \(trace())")
  }

  /// No fact takes more seats than there are, not even halfway through a decision.
  static func checkLimits(
    _ before: SeatBook, _ after: SeatBook, _ fact: SeatFact, _ most: Int,
    _ happening: Happening, _ trace: () -> String
  ) {
    let rules = happening.rules
    let held = after.seatedCount + after.offeredCount
    if rules.capacity > 0, held > most {
      Issue.record("\(held) of \(most) seats held: \(trace())")
    }
    guard rules.perOrganisation > 0, let standing = fact.standing, standing.organisation >= 0,
      standing.state.holdsSeats, before.standings[fact.person]?.state.holdsSeats != true
    else { return }
    let parties = after.standings.values.filter {
      $0.state.holdsSeats && $0.organisation == standing.organisation
    }
    // A colleague may take over a seat of an organisation whose limit was lowered since.
    if parties.count > rules.perOrganisation, fact.cause != .received {
      Issue.record("organisation \(standing.organisation) is over its limit: \(trace())")
    }
  }

  /// Nobody but who acted loses a seat, or an offer that still stands.
  static func checkBystanders(
    _ happening: Happening, _ before: SeatBook, _ after: SeatBook, _ trace: () -> String
  ) {
    let actors = happening.command.actors
    for person in before.seated where !actors.contains(person) {
      if after.seat(of: person) != .seated { Issue.record("\(person) was unseated: \(trace())") }
    }
    guard !happening.rules.cancelled, happening.now < happening.rules.closes else { return }
    for person in before.offered where !actors.contains(person) {
      let stands = before.offerEnds(for: person).map { $0 > happening.now } == true
      if stands, after.standings[person] != before.standings[person] {
        Issue.record("\(person) lost an offer: \(trace())")
      }
    }
  }

  /// Nobody is given seats while somebody before them in line could be helped by one.
  static func checkOrder(
    _ fact: SeatFact, _ happening: Happening, _ before: SeatBook, _ trace: () -> String
  ) {
    let had = before.standings[fact.person]?.seatsHeld ?? 0
    guard happening.rules.offersOpen(at: happening.now), fact.cause != .received,
      let standing = fact.standing, standing.seatsHeld > had
    else { return }
    let line = before.waiting.filter { before.state(of: $0) == .waiting }
    for person in line.prefix(while: { $0 != fact.person }) {
      let isColleague = before.standings[person]?.organisation == standing.organisation
      if happening.rules.capacity == 0 && !(isColleague && standing.organisation >= 0) { continue }
      if before.standings[person]?.isHopeless(before, happening.rules) == true { continue }
      Issue.record("\(fact.person) overtook \(person): \(trace())")
    }
  }

  /// Asked again at once, nothing happens: no seat lies idle that somebody waits for.
  static func checkIdleness(
    _ happening: Happening, _ before: SeatBook, _ after: SeatBook, _ trace: () -> String
  ) {
    // What other rules freed is handed on by the tick that follows them.
    var tick = happening
    tick.command = .tick
    if happening.command != .tick && tick.decide(before) != .success([]) { return }
    var again = happening
    if case .handOver = happening.command { again.command = .tick }
    switch again.decide(after) {
    case .success([]): break
    case let other: Issue.record("a repeat gave \(other): \(trace())")
    }
    guard happening.rules.offersOpen(at: happening.now), let free = after.freeSeats(happening.rules)
    else { return }
    let next = after.waiting.compactMap { after.standings[$0] }
      .first { $0.state == .waiting && !$0.isHopeless(after, happening.rules) }
    if let next, next.size <= free { Issue.record("a seat lies idle: \(trace())") }
  }

  /// The kept lists and counts are those of the standings.
  static func checkCounts(_ book: SeatBook, _ trace: () -> String) {
    let all = book.standings
    let sits = all.values.filter { $0.state == .seated }
    let houses =
      Set(sits.map(\.organisation).filter { $0 >= 0 }).count
      + sits.filter { $0.organisation < 0 }.count
    func inOrder(_ state: SeatState) -> [Int32] {
      all.filter { $0.value.state == state }
        .sorted { ($0.value.place.turn ?? 0) < ($1.value.place.turn ?? 0) }.map(\.key)
    }
    let isTrue =
      book.seatedCount == sits.map(\.size).reduce(0, +)
      && book.offeredCount
        == all.values.filter { $0.state == .offered }.map(\.size).reduce(0, +)
      && book.organisationsSeated == houses
      && book.waiting == inOrder(.waiting) + inOrder(.lapsed)
      && book.offered == inOrder(.offered)
      && book.waitingCount == book.waiting.count
      && book.waiting.map { book.position(of: $0) } == book.waiting.indices.map { $0 + 1 }
    if !isTrue { Issue.record("lists and standings differ: \(trace())") }
  }
}

extension SeatCommand {
  /// The people a command is about.
  var actors: [Int32] {
    switch self {
    case .answer(let person, _, _, _), .remove(let person): [person]
    case .handOver(let giver, let taker, _): [giver, taker]
    case .tick: []
    }
  }
}

extension SeatStanding {
  /// Whether a free seat would not help the party.
  func isHopeless(_ book: SeatBook, _ rules: SeatRules) -> Bool {
    if rules.capacity > 0 && size > rules.capacity { return true }
    if rules.perOrganisation == 0 || organisation < 0 { return false }
    let parties = book.standings.values.filter {
      $0.state.holdsSeats && $0.organisation == organisation
    }
    return parties.count >= rules.perOrganisation
  }
}
