/// Answers, seats, waiting list and offers of one event.
///
/// A book changes only by `apply`, and only by facts a book has decided; the same facts in the same
/// order give the same book. It reads no clock and no file. `docs/rsvp.md` states the rules.
package struct SeatBook: Sendable {
  /// By person; who never answered is not in it.
  package private(set) var standings: [Int32: SeatStanding] = [:]
  private(set) var lines = SeatLines()
  private(set) var counts = SeatCounts()

  package init() {}

  /// Records what happened. Total: a fact that changes nothing is accepted.
  package mutating func apply(_ fact: SeatFact) {
    let old = standings[fact.person]
    if let standing = fact.standing {
      standings[fact.person] = standing
    } else {
      standings.removeValue(forKey: fact.person)
    }
    lines.replace(old, with: fact.standing, of: fact.person)
    counts.replace(old, with: fact.standing)
  }
}

extension SeatBook: Equatable {
  /// The lists and counts follow from the standings.
  package static func == (a: SeatBook, b: SeatBook) -> Bool { a.standings == b.standings }
}
