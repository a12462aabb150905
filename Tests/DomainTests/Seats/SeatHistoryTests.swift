import Domain
import Testing

/// The seats against a slow model, over all short histories and over long random ones.
@Suite struct SeatHistoryTests {
  /// Three people: two of one organisation, one alone.
  private static let houses: [Int32] = [7, 7, -1]

  struct Setting: Sendable, CustomTestStringConvertible {
    var capacity: Int
    var perOrganisation: Int
    var promotesAtOnce: Bool
    var testDescription: String {
      "capacity \(capacity), \(perOrganisation) an organisation, at once: \(promotesAtOnce)"
    }

    static let all = [1, 2, 3].flatMap { capacity in
      [0, 1].flatMap { limit in
        [false, true].map {
          Setting(capacity: capacity, perOrganisation: limit, promotesAtOnce: $0)
        }
      }
    }

    var rules: SeatRules {
      SeatRules(
        capacity: capacity, perOrganisation: perOrganisation, guests: 1,
        offersUntil: Instant(seconds: 25), closes: Instant(seconds: 45),
        promotesAtOnce: promotesAtOnce)
    }
  }

  /// A history so far: what came, what became of it, and when and under which rules it goes on.
  private struct Branch: Hashable {
    var history: [Happening] = []
    var standings: [Int32: SeatStanding] = [:]
    var slow = SlowSeats()
    var now = Instant(seconds: 0)
    var rules: SeatRules

    static func == (a: Branch, b: Branch) -> Bool {
      a.standings == b.standings && a.slow == b.slow && a.now == b.now && a.rules == b.rules
    }
    func hash(into hasher: inout Hasher) {
      hasher.combine(standings)
      hasher.combine(now)
      hasher.combine(rules)
    }
  }

  private static let commands: [SeatCommand] =
    [.tick, .remove(person: 1)]
    + [0, 1, 2].flatMap { person -> [SeatCommand] in
      [(Choice.yes, 0), (.yes, 1), (.maybe, 0), (.no, 0)].map { choice, guests in
        .answer(
          person: person, organisation: houses[Int(person)], choice: choice, guests: guests)
      }
    }
    + [(0, 1), (1, 2), (2, 0)].map { giver, taker in
      .handOver(from: giver, to: taker, organisation: houses[Int(taker)])
    }

  /// Where a history can go on: the next moment, other rules, or any command.
  private static func next(_ branch: Branch, _ setting: Setting) -> [Branch] {
    var branches: [Branch] = []
    if branch.now.seconds < 50 {
      // The end of an offer; after answer_by, with the end of another; after the start.
      var later = branch
      later.now = Instant(seconds: branch.now.seconds == 0 ? 10 : branch.now.seconds + 20)
      branches.append(later)
    }
    var other = branch
    other.rules.cancelled.toggle()
    branches.append(other)
    other = branch
    other.rules.capacity = branch.rules.capacity == setting.capacity ? 2 : setting.capacity
    branches.append(other)
    return branches
      + commands.map {
        follow(branch, Happening(now: branch.now, rules: branch.rules, command: $0))
      }
  }

  /// From nothing, and from the moment when all three have said yes.
  private static func roots(_ setting: Setting) -> Set<Branch> {
    var root = Branch(rules: setting.rules)
    let nothing = root
    for person: Int32 in [0, 1, 2] {
      let command = SeatCommand.answer(
        person: person, organisation: houses[Int(person)], choice: .yes, guests: 0)
      root = follow(root, Happening(now: root.now, rules: root.rules, command: command))
    }
    return [nothing, root]
  }

  private static func follow(_ branch: Branch, _ happening: Happening) -> Branch {
    var next = branch
    next.history.append(happening)
    let trace = { "\(next.history)" }
    let (book, refusal) = SeatPromises.keep(happening, SeatBook(branch.standings), trace)
    let (slow, slowRefusal) = SlowSeats.after(next.history)
    compare(book, refusal, slow, slowRefusal, trace)
    next.standings = book.standings
    next.slow = slow
    return next
  }

  #if DEBUG
    private static let depth = 3
  #else
    private static let depth = 4
  #endif

  @Test(arguments: Setting.all)
  func `all short histories end as the slow model says`(_ setting: Setting) {
    var front = Self.roots(setting)
    var seen = front
    for _ in 1...Self.depth {
      var reached: Set<Branch> = []
      for branch in front {
        for next in Self.next(branch, setting) where seen.insert(next).inserted {
          reached.insert(next)
        }
      }
      front = reached
    }
    #expect(seen.count > 1000)
  }

  @Test(arguments: 0..<40)
  func `long random histories end as the slow model says`(_ seed: UInt64) {
    var dice = Dice(seed: seed)
    let people = Int32.random(in: 3...14, using: &dice)
    var rules = SeatRules(
      capacity: .random(in: 0...9, using: &dice), perOrganisation: .random(in: 0...2, using: &dice),
      guests: 3, offersUntil: Instant(seconds: .random(in: 100...900, using: &dice)),
      closes: Instant(seconds: 1000), promotesAtOnce: .random(using: &dice))
    var book = SeatBook()
    var facts: [SeatFact] = []
    var slow = SlowSeats()
    var now = Instant(seconds: 0)
    for step in 0..<400 {
      // Now and then several offers end between two commands.
      let isLong = Int.random(in: 0..<20, using: &dice) == 0
      now = now.adding(seconds: .random(in: 0...(isLong ? 30 : 4), using: &dice))
      change(&rules, &dice)
      let happening = Happening(now: now, rules: rules, command: command(people, &dice))
      let trace = { "seed \(seed), step \(step): \(happening)" }
      if case .success(let decided) = happening.decide(book) { facts += decided }
      let (after, refusal) = SeatPromises.keep(happening, book, trace)
      let slowRefusal = slow.step(happening)
      Self.compare(after, refusal, slow, slowRefusal, trace)
      book = after
    }
    #expect(SeatBook(replaying: facts) == book)
    #expect(SeatBook(replaying: book.restated) == book)
  }

  private func change(_ rules: inout SeatRules, _ dice: inout Dice) {
    switch Int.random(in: 0..<40, using: &dice) {
    case 0: rules.capacity = .random(in: 0...9, using: &dice)
    case 1: rules.perOrganisation = .random(in: 0...3, using: &dice)
    case 2: rules.cancelled.toggle()
    case 3: rules.guests = .random(in: 0...4, using: &dice)
    case 4: rules.promotesAtOnce.toggle()
    default: break
    }
    if rules.cancelled, Bool.random(using: &dice) { rules.cancelled = false }
  }

  private func command(_ people: Int32, _ dice: inout Dice) -> SeatCommand {
    let person = Int32.random(in: 0..<people, using: &dice)
    // One in four changes house now and then, as a CRM does.
    let house = person % 4 == 0 ? Int32.random(in: -1...2, using: &dice) : person % 3
    switch Int.random(in: 0..<30, using: &dice) {
    case 0: return .remove(person: person)
    case 1, 2:
      let giver = Int32.random(in: 0..<people, using: &dice)
      return .handOver(from: giver, to: person, organisation: house)
    case 3...6: return .tick
    case 7...11: return .answer(person: person, organisation: house, choice: .no, guests: 0)
    case 12, 13: return .answer(person: person, organisation: house, choice: .maybe, guests: 0)
    default:
      let guests = Int.random(in: -1...5, using: &dice)
      return .answer(
        person: person, organisation: house, choice: .yes, guests: guests > 4 ? 0 : guests)
    }
  }

  private static func compare(
    _ book: SeatBook, _ refusal: SeatRefusal?, _ slow: SlowSeats, _ slowRefusal: SeatRefusal?,
    _ trace: () -> String
  ) {
    let isEqual =
      refusal == slowRefusal
      && book.waiting == slow.waitingList
      && book.seated == slow.seated
      && book.seatedCount == slow.seatedCount
      && book.organisationsSeated == slow.organisationsSeated
      && book.standings.mapValues(\.guests) == slow.guests
      && book.standings.mapValues(\.choice) == slow.said
      && book.standings.compactMapValues(\.place.until) == slow.offers
    if !isEqual {
      Issue.record(
        """
        fast \(String(describing: refusal)) \(book.standings)
        slow \(String(describing: slowRefusal)) \(slow.rows)
        \(trace())
        """)
    }
  }
}

extension SeatBook {
  init(replaying facts: [SeatFact]) {
    self.init()
    for fact in facts { apply(fact) }
  }

  init(_ standings: [Int32: SeatStanding]) {
    self.init(
      replaying: standings.map { SeatFact(cause: .answered, person: $0, standing: $1) })
  }
}
