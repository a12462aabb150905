import Domain
import Testing

/// The rules of `docs/rsvp.md`, each by an example.
@Suite struct SeatRuleTests {
  /// A book at work: every command is decided and applied.
  private struct Desk {
    var book = SeatBook()
    var rules = SeatRules(
      capacity: 2, guests: 2, offersUntil: Instant(seconds: 1000), closes: Instant(seconds: 2000))
    var now = Instant(seconds: 0)

    @discardableResult
    mutating func run(_ command: SeatCommand) throws(SeatRefusal) -> [SeatFact] {
      let facts = try Happening(now: now, rules: rules, command: command).decide(book).get()
      for fact in facts { book.apply(fact) }
      return facts
    }

    @discardableResult
    mutating func says(
      _ person: Int32, _ choice: Choice, guests: Int = 0, of organisation: Int32 = -1
    ) throws(SeatRefusal) -> [SeatFact] {
      try run(
        .answer(person: person, organisation: organisation, choice: choice, guests: guests))
    }

    mutating func allSay(_ choice: Choice, _ people: ClosedRange<Int32>) throws(SeatRefusal) {
      for person in people { try says(person, choice) }
    }

    func seats(_ people: ClosedRange<Int32>) -> [Seat] { people.map { book.seat(of: $0) } }
  }

  @Test func `a full house puts the next in line, with a place that counts from one`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...4)
    #expect(desk.seats(1...4) == [.seated, .seated, .waiting, .waiting])
    #expect([3, 4].map { desk.book.position(of: $0) } == [1, 2])
    #expect(desk.book.position(of: 1) == nil)
  }

  @Test func `guests take seats`() throws {
    var desk = Desk()
    try desk.says(1, .yes, guests: 1)
    try desk.says(2, .yes)
    #expect(desk.seats(1...2) == [.seated, .waiting])
    #expect(desk.book.seatedCount == 2)
    #expect(desk.book.freeSeats(desk.rules) == 0)
  }

  @Test func `a freed seat is offered, held, and goes on when nobody takes it`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...4)
    let facts = try desk.says(1, .no)
    #expect(facts.map(\.cause) == [.answered, .offered])
    #expect(desk.book.offerEnds(for: 3) == Instant(seconds: 10))
    #expect(desk.book.nextLapse(desk.rules) == Instant(seconds: 10))
    #expect(desk.book.freeSeats(desk.rules) == 0)

    desk.now = Instant(seconds: 9)
    #expect(try desk.run(.tick) == [])
    desk.now = Instant(seconds: 10)
    #expect(try desk.run(.tick).map(\.cause) == [.lapsed, .offered])
    #expect(desk.book.offered == [4])
    #expect(desk.book.waiting == [3])
  }

  @Test func `yes again takes the offer`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...3)
    try desk.says(1, .no)
    desk.now = Instant(seconds: 5)
    #expect(try desk.says(3, .yes).map(\.cause) == [.answered])
    #expect(desk.book.seat(of: 3) == .seated)
    #expect(desk.book.nextLapse(desk.rules) == nil)
  }

  @Test func `who let an offer lapse is asked no more, and asks again by saying yes`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...3)
    try desk.says(1, .no)
    desk.now = Instant(seconds: 10)
    try desk.run(.tick)
    #expect(desk.book.state(of: 3) == .lapsed)
    desk.now = Instant(seconds: 500)
    #expect(try desk.run(.tick) == [])
    // The free seat is not kept from somebody who wants it now.
    try desk.says(4, .yes)
    try desk.says(5, .yes)
    #expect(desk.seats(3...5) == [.waiting, .seated, .waiting])
    #expect(desk.book.waiting == [5, 3])
    try desk.says(3, .yes)
    #expect(desk.book.waiting == [5, 3])
    #expect(desk.book.state(of: 3) == .waiting)
  }

  @Test func `of offers that end between two ticks the earlier end is counted first`() throws {
    var desk = Desk()
    desk.rules.perOrganisation = 1
    try desk.says(1, .yes, of: 7)
    try desk.says(2, .yes)
    try desk.says(3, .yes, of: 7)
    try desk.says(4, .yes)
    try desk.says(2, .no)
    desk.now = Instant(seconds: 5)
    try desk.says(1, .no, of: 7)
    #expect(desk.book.offered == [3, 4])
    desk.now = Instant(seconds: 50)
    try desk.run(.tick)
    #expect(desk.book.waiting == [4, 3])
  }

  @Test func `a small party does not pass a larger one that waits for a second seat`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...2)
    try desk.says(3, .yes, guests: 1)
    try desk.says(4, .yes)
    #expect(try desk.says(1, .no).map(\.cause) == [.answered])
    try desk.says(5, .yes)
    #expect(desk.book.waiting == [3, 4, 5])
    #expect(try desk.says(2, .no).map(\.person) == [2, 3])
    #expect(desk.book.offeredCount == 2)
  }

  @Test func `a party larger than the whole room holds up nobody`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...2)
    try desk.says(3, .yes, guests: 2)
    try desk.says(4, .yes)
    try desk.says(1, .no)
    #expect(desk.seats(3...4) == [.waiting, .offered])
  }

  @Test func `over the limit of an organisation people wait, and hold up nobody else`() throws {
    var desk = Desk()
    desk.rules.capacity = 3
    desk.rules.perOrganisation = 1
    try desk.says(1, .yes, guests: 1, of: 7)
    try desk.says(2, .yes, of: 7)
    try desk.says(3, .yes, of: 8)
    #expect(desk.seats(1...3) == [.seated, .waiting, .seated])
    try desk.says(4, .yes)
    try desk.says(3, .no, of: 8)
    #expect(desk.seats(2...4) == [.waiting, .none, .offered])
    try desk.says(1, .no, of: 7)
    #expect(desk.book.seat(of: 2) == .offered)
  }

  @Test func `a seat counts where it was given, also when the person works elsewhere now`()
    throws
  {
    var desk = Desk()
    desk.rules.capacity = 5
    desk.rules.perOrganisation = 1
    try desk.says(1, .yes, of: 7)
    try desk.says(2, .yes, of: 8)
    desk.now = Instant(seconds: 5)
    #expect(try desk.says(2, .yes, of: 7) == [], "an equal answer is no occurrence")
    #expect(try desk.says(2, .yes, guests: 1, of: 7).map(\.standing?.organisation) == [8])
    try desk.says(3, .yes, of: 8)
    #expect(desk.seats(1...3) == [.seated, .seated, .waiting])
    // Given up and asked for again, it counts where the person is.
    try desk.says(2, .no, of: 7)
    try desk.says(2, .yes, of: 7)
    #expect(desk.book.seat(of: 2) == .waiting)
  }

  @Test func `people without an organisation do not limit each other`() throws {
    var desk = Desk()
    desk.rules.perOrganisation = 1
    try desk.allSay(.yes, 1...2)
    #expect(desk.book.seated == [1, 2])
    #expect(desk.book.organisationsSeated == 2)
  }

  @Test func `a raised capacity is handed on, a lowered one unseats nobody`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...4)
    desk.rules.capacity = 3
    #expect(try desk.run(.tick).map(\.person) == [3])
    desk.rules.capacity = 1
    #expect(try desk.run(.tick) == [])
    #expect(desk.book.seated == [1, 2])
    try desk.says(1, .no)
    #expect(desk.seats(3...4) == [.offered, .waiting])
  }

  @Test func `with offer_for 0h the next in line has the seat at once`() throws {
    var desk = Desk()
    desk.rules.promotesAtOnce = true
    try desk.allSay(.yes, 1...3)
    #expect(try desk.says(1, .no).map(\.cause) == [.answered, .promoted])
    #expect(desk.book.seat(of: 3) == .seated)
    #expect(desk.book.answer(of: 3)?.at == Instant(seconds: 0))
  }

  @Test(arguments: [false, true])
  func `from answer_by on a freed seat is for who says yes`(_ promotesAtOnce: Bool) throws {
    var desk = Desk()
    desk.rules.promotesAtOnce = promotesAtOnce
    try desk.allSay(.yes, 1...4)
    desk.now = desk.rules.offersUntil
    #expect(try desk.says(1, .no).map(\.cause) == [.answered])
    #expect(try desk.run(.tick) == [])
    #expect(desk.book.freeSeats(desk.rules) == 1)
    try desk.says(4, .yes)
    #expect(desk.seats(3...4) == [.waiting, .seated])
    try desk.says(2, .no)
    try desk.says(5, .yes)
    #expect(desk.seats(3...5) == [.waiting, .seated, .seated])
  }

  @Test func `an offer made before answer_by is held to its end, at the latest the start`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...3)
    desk.now = Instant(seconds: 995)
    try desk.says(1, .no)
    desk.now = Instant(seconds: 1004)
    try desk.says(3, .yes)
    #expect(desk.book.seat(of: 3) == .seated)

    try desk.says(4, .yes)
    desk.rules.offersUntil = desk.rules.closes
    desk.now = Instant(seconds: 1999)
    try desk.says(3, .no)
    #expect(desk.book.offerEnds(for: 4) == desk.rules.closes)
  }

  @Test func `a cancellation takes offers back and keeps the places in line`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...4)
    try desk.says(1, .no)
    desk.rules.cancelled = true
    #expect(try desk.run(.tick).map(\.cause) == [.withdrawn])
    #expect(desk.book.waiting == [3, 4])
    desk.rules.cancelled = false
    desk.now = Instant(seconds: 500)
    #expect(try desk.run(.tick).map(\.person) == [3])
  }

  @Test func `a decline is taken from anybody at any time`() throws {
    var desk = Desk()
    try desk.allSay(.yes, 1...3)
    desk.rules.cancelled = true
    try desk.says(1, .no, guests: 99)
    desk.now = Instant(seconds: 5000)
    try desk.says(3, .no)
    desk.rules.cancelled = false
    try desk.says(2, .no)
    try desk.says(9, .no)
    #expect(desk.book.standings.values.allSatisfy { $0.choice == .no && $0.guests == 0 })
  }

  @Test func `yes and maybe are taken until the start and while the event goes on`() throws {
    var desk = Desk()
    desk.rules.cancelled = true
    #expect(throws: SeatRefusal.cancelled) { try desk.says(1, .yes) }
    #expect(throws: SeatRefusal.cancelled) { try desk.says(1, .maybe) }
    desk.rules.cancelled = false
    desk.now = Instant(milliseconds: 1_999_999)
    try desk.says(1, .yes)
    desk.now = desk.rules.closes
    #expect(throws: SeatRefusal.started) { try desk.says(1, .maybe) }
    #expect(throws: SeatRefusal.started) {
      try desk.run(.handOver(from: 1, to: 2, organisation: -1))
    }
    #expect(desk.book.seat(of: 1) == .seated)
  }

  @Test(arguments: Choice.allCases)
  func `an equal answer again is no fact`(_ choice: Choice) throws {
    var desk = Desk()
    try desk.allSay(choice, 1...4)
    desk.now = Instant(seconds: 5)
    for person: Int32 in 1...4 { #expect(try desk.says(person, choice) == []) }
  }

  @Test func `more guests than allowed are refused, those granted before stay`() throws {
    var desk = Desk()
    #expect(throws: SeatRefusal.tooManyGuests(max: 2)) { try desk.says(1, .yes, guests: 3) }
    #expect(throws: SeatRefusal.tooManyGuests(max: 2)) { try desk.says(1, .maybe, guests: -1) }
    try desk.says(1, .yes, guests: 1)
    desk.rules.guests = 0
    #expect(try desk.says(1, .yes, guests: 1) == [])
  }

  @Test func `guests that do not fit cost nobody the seat, the offer or the place`() throws {
    var desk = Desk()
    desk.rules.capacity = 3
    try desk.allSay(.yes, 1...2)
    #expect(throws: SeatRefusal.noRoomForGuests(most: 1)) { try desk.says(1, .yes, guests: 2) }
    try desk.says(1, .yes, guests: 1)
    try desk.allSay(.yes, 3...4)
    try desk.says(3, .yes, guests: 1)
    #expect(desk.book.waiting == [3, 4])
    try desk.says(1, .no)
    #expect(throws: SeatRefusal.noRoomForGuests(most: 1)) { try desk.says(3, .yes, guests: 2) }
    #expect(desk.book.seat(of: 3) == .offered)
    // Fewer guests free the other seat for the next in line.
    try desk.says(3, .yes)
    #expect(desk.seats(3...4) == [.seated, .offered])
  }

  @Test func `guests are not seated ahead of those who wait`() throws {
    var desk = Desk()
    desk.rules.capacity = 3
    try desk.allSay(.yes, 1...3)
    try desk.says(4, .yes, guests: 1)
    try desk.says(1, .no)
    #expect(throws: SeatRefusal.noRoomForGuests(most: 0)) { try desk.says(2, .yes, guests: 1) }
  }

  @Test func `a colleague takes exactly the place that is handed over`() throws {
    var desk = Desk()
    try desk.says(1, .yes, guests: 1, of: 7)
    try desk.allSay(.yes, 3...4)
    try desk.says(5, .yes, of: 7)
    let facts = try desk.run(.handOver(from: 1, to: 5, organisation: 7))
    #expect(facts.map(\.cause) == [.handedOver, .received])
    #expect(desk.book.answer(of: 1)?.choice == .no)
    #expect(desk.book.answer(of: 5)?.guests == 1)
    try desk.run(.handOver(from: 3, to: 6, organisation: -1))
    #expect(desk.book.waiting == [6, 4])
    #expect(throws: SeatRefusal.nothingToHandOver) {
      try desk.run(.handOver(from: 1, to: 2, organisation: 7))
    }
    #expect(throws: SeatRefusal.alreadyHasPlace) {
      try desk.run(.handOver(from: 4, to: 6, organisation: -1))
    }
  }

  @Test func `a place is not handed to an organisation that has all it may have`() throws {
    var desk = Desk()
    desk.rules.perOrganisation = 1
    try desk.says(1, .yes, of: 7)
    try desk.says(2, .yes, of: 8)
    #expect(throws: SeatRefusal.organisationFull(limit: 1)) {
      try desk.run(.handOver(from: 1, to: 3, organisation: 8))
    }
    try desk.run(.handOver(from: 1, to: 3, organisation: 7))
    #expect(desk.book.seated == [2, 3])
  }

  @Test func `who takes a colleague's seat gives up the own offer, and counts once`() throws {
    var desk = Desk()
    desk.rules.perOrganisation = 1
    try desk.allSay(.yes, 1...2)
    try desk.says(3, .yes, of: 7)
    try desk.says(2, .no)
    try desk.run(.handOver(from: 1, to: 3, organisation: 7))
    #expect(desk.book.seated == [3])
    #expect(desk.book.offered == [])
    #expect(desk.book.freeSeats(desk.rules) == 1)
  }

  @Test func `a forgotten person frees the seat, and the rest stands without their facts`() throws {
    var desk = Desk()
    var facts: [SeatFact] = []
    for person: Int32 in 1...4 { facts += try desk.says(person, .yes) }
    facts += try desk.run(.handOver(from: 3, to: 5, organisation: -1))
    facts += try desk.run(.remove(person: 3))
    facts += try desk.run(.remove(person: 1))
    #expect(desk.book.offered == [5])
    #expect(desk.book.standings[1] == nil)
    let kept = facts.filter { $0.person != 1 && $0.person != 3 }
    #expect(SeatBook(replaying: kept) == desk.book)
  }

  @Test func `the quorum counts organisations with a seat, and not offers`() throws {
    var desk = Desk()
    desk.rules.quorum = 2
    try desk.says(1, .yes, of: 7)
    try desk.says(2, .yes, of: 7)
    try desk.says(3, .yes, of: 8)
    #expect(!desk.book.quorumMet(desk.rules))
    try desk.says(2, .no, of: 7)
    #expect(!desk.book.quorumMet(desk.rules))
    try desk.says(3, .yes, of: 8)
    #expect(desk.book.quorumMet(desk.rules))
  }
}
