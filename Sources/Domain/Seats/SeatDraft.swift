/// One decision in the making: the book, with the facts decided so far laid over it.
///
/// The book is never copied: a decision costs the people it touches, not all who answered.
struct SeatDraft {
  let rules: SeatRules
  let now: Instant
  /// When an offer made now ends; `now` itself when a seat changes hands at once.
  let offerEnd: Instant
  private(set) var facts: [SeatFact] = []
  private(set) var lines: SeatLines
  private let book: SeatBook
  private var changed: [Int32: SeatStanding?] = [:]
  private var seatsHeld: Int
  private var parties: [Int32: Int] = [:]
  /// Whether somebody who held or awaited seats stands differently now, so that others may be next.
  private(set) var mayServeOthers = false

  init(book: SeatBook, rules: SeatRules, now: Instant, offerEnd: Instant) {
    self.book = book
    self.rules = rules
    self.now = now
    self.offerEnd = offerEnd
    lines = book.lines
    seatsHeld = book.seatedCount + book.offeredCount
  }

  func standing(of person: Int32) -> SeatStanding? {
    changed[person] ?? book.standings[person]
  }

  /// Seats neither taken nor held.
  var free: Int { rules.capacity == 0 ? .max : max(0, rules.capacity - seatsHeld) }

  /// Whether a further party of the organisation may hold seats.
  func admits(_ organisation: Int32) -> Bool {
    if rules.perOrganisation == 0 || organisation < 0 { return true }
    let held = book.counts.parties(of: organisation) + (parties[organisation] ?? 0)
    return held < rules.perOrganisation
  }

  mutating func record(_ cause: SeatFact.Cause, _ person: Int32, _ standing: SeatStanding?) {
    let old = self.standing(of: person)
    lines.replace(old, with: standing, of: person)
    seatsHeld += (standing?.seatsHeld ?? 0) - (old?.seatsHeld ?? 0)
    if let old, old.state.holdsSeats || old.state == .waiting { mayServeOthers = true }
    if let old, old.state.holdsSeats { parties[old.organisation, default: 0] -= 1 }
    if let standing, standing.state.holdsSeats { parties[standing.organisation, default: 0] += 1 }
    changed[person] = .some(standing)
    facts.append(SeatFact(cause: cause, person: person, standing: standing))
  }
}
