import Domain
import Foundation
import Testing

@Suite struct SeatTableTests {
  private static let cells = SeatState.allCases.flatMap { state in
    SeatInput.allCases.map { (state, $0) }
  }

  @Test(arguments: cells)
  func `a person moves as the cell says`(_ state: SeatState, _ input: SeatInput) throws {
    let scene = Scene(state, input)
    let before = scene.book.standings[1]
    let result = scene.happening.decide(scene.book)
    var after = scene.book
    for fact in (try? result.get()) ?? [] { after.apply(fact) }

    switch SeatTable.outcome(state, input) {
    case .becomes(let next, let cause):
      let facts = try result.get().filter { $0.person == 1 }
      #expect(after.state(of: 1) == next)
      if next != state { #expect(facts.map(\.cause) == [cause]) }
    case .takesPlace:
      #expect(after.standings[1]?.place == scene.book.standings[2]?.place)
      #expect(after.state(of: 2) == .declined)
    case .refusedForRoom: #expect(result == .failure(.noRoomForGuests(most: 0)))
    case .refusedAsNothingHeld: #expect(result == .failure(.nothingToHandOver))
    case .refusedAsSeated: #expect(result == .failure(.alreadyHasPlace))
    case .never:
      #expect(result == .success([]))
      #expect(after.standings[1] == before)
    }
  }

  /// Person 1 in the state, person 2 seated, and what brings the input about.
  private struct Scene {
    var book = SeatBook()
    var happening: Happening

    init(_ state: SeatState, _ input: SeatInput) {
      let start = Instant(seconds: 1000)
      var now = Instant(seconds: 10)
      let place = SeatPlace(state: state, turn: 3, until: Instant(seconds: 20))
      for (person, place) in [(Int32(1), place), (2, .seated)] {
        let standing = place.map { SeatStanding(organisation: -1, guests: 0, place: $0, at: now) }
        book.apply(SeatFact(cause: .answered, person: person, standing: standing))
      }
      let taken = book.seatedCount + book.offeredCount
      var rules = SeatRules(capacity: taken, guests: 1, offersUntil: start, closes: start)
      func says(_ choice: Choice, guests: Int = 0) -> SeatCommand {
        .answer(person: 1, organisation: -1, choice: choice, guests: guests)
      }
      var command = SeatCommand.tick
      switch input {
      case .yesFits:
        // Given by the answer and not along the line, which a tick before it would do.
        rules.capacity += 1
        rules.offersUntil = now
        command = says(.yes)
      case .yesFull: command = says(.yes, guests: state.holdsSeats ? 1 : 0)
      case .maybe: command = says(.maybe)
      case .no: command = says(.no)
      case .offer: rules.capacity += 1
      case .promotion:
        rules.capacity += 1
        rules.promotesAtOnce = true
      case .lapse: now = Instant(seconds: 20)
      case .withdrawal: rules.cancelled = true
      case .handOver: command = .handOver(from: 1, to: 9, organisation: -1)
      case .receipt: command = .handOver(from: 2, to: 1, organisation: -1)
      case .removal: command = .remove(person: 1)
      }
      happening = Happening(now: now, rules: rules, command: command)
    }
  }

  @Test func `the page about answers shows the table of the code`() throws {
    let here = URL(filePath: #filePath)
    let root = (0..<4).reduce(here) { url, _ in url.deletingLastPathComponent() }
    let page = try String(contentsOf: root.appending(path: "docs/rsvp.md"), encoding: .utf8)
    #expect(page.contains("\n\n" + SeatTable.markdown() + "\n\n"))
  }

  @Test func `every journalled place is read back`() {
    let places: [SeatPlace] = [
      .declined, .undecided, .waiting(turn: 4), .lapsed(turn: 5), .seated,
      .offered(turn: 6, until: Instant(seconds: 7)),
    ]
    for place in places {
      #expect(SeatPlace(state: place.state, turn: place.turn, until: place.until) == place)
    }
    #expect(SeatPlace(state: .waiting) == nil)
    #expect(SeatPlace(state: .offered, turn: 1) == nil)
    #expect(SeatPlace(state: .unanswered) == nil)
  }
}
