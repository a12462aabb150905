import SMTPClient
import Testing

@Suite("How many connections") struct SessionsTests {
  /// The value under test, in a place where an expectation may change it.
  private final class Book {
    private var sessions: Sessions

    init(_ wanted: Int) {
      sessions = Sessions(wanted: wanted, curve: PauseCurve(first: 60, longest: 900, jitter: 0))
    }

    var limit: Int { sessions.limit }
    func permission(_ agent: Int, now: Double) -> Sessions.Permission {
      sessions.permission(agent, now: now)
    }
    func answered(_ agent: Int, now: Double) -> Bool { sessions.answered(agent, now: now) }
    func reopen(_ agent: Int, now: Double) -> Bool { sessions.reopen(agent, now: now) }
    func probe(_ agent: Int) { sessions.probe(agent) }
    func closed(_ agent: Int) { sessions.closed(agent) }
    func closeAll() { sessions.closeAll() }
    func othersWork(than agent: Int, now: Double) -> Bool {
      sessions.othersWork(than: agent, now: now)
    }
    func turnedAway(_ agent: Int, now: Double) -> Bool {
      sessions.turnedAway(agent, now: now, chance: 0.5)
    }
  }

  private func book(_ wanted: Int = 10) -> Book { Book(wanted) }

  /// Has so many delivery agents open a session, one after the other.
  private func open(_ count: Int, _ sessions: Book, now: Double = 0) {
    for agent in 0..<count {
      #expect(sessions.permission(agent, now: now) == .go)
      _ = sessions.answered(agent, now: now)
    }
  }

  @Test func `one opens at a time`() {
    let sessions = book()
    #expect(sessions.permission(0, now: 0) == .go)
    #expect(sessions.permission(1, now: 0) == .wait(until: nil))
    _ = sessions.answered(0, now: 1)
    #expect(sessions.permission(1, now: 1) == .go)
    #expect(sessions.permission(0, now: 1) == .go, "who has a session waits for nobody")
    #expect(sessions.permission(2, now: 1) == .wait(until: nil))
    sessions.closed(1)
    #expect(sessions.permission(2, now: 1) == .go)
  }

  @Test func `the fourth that is turned away leaves three, and one more is tried later`() {
    let sessions = book()
    open(3, sessions)
    #expect(sessions.permission(3, now: 1) == .go)
    #expect(sessions.othersWork(than: 3, now: 1))
    let changed = sessions.turnedAway(3, now: 1)
    #expect(changed && sessions.limit == 3)
    #expect(sessions.permission(3, now: 2) == .wait(until: 61))
    for agent in 0..<3 { #expect(sessions.permission(agent, now: 2) == .go) }
    for agent in 0..<3 { _ = sessions.answered(agent, now: 50) }
    #expect(sessions.permission(3, now: 61) == .go)
    #expect(sessions.permission(4, now: 61) == .wait(until: nil))
    let again = sessions.turnedAway(3, now: 61)
    #expect(!again, "it is known already")
    #expect(sessions.limit == 3)
    #expect(sessions.permission(4, now: 62) == .wait(until: 181), "more slowly")
  }

  @Test func `a relay that takes more again gets more, one after the other`() {
    let sessions = book(4)
    open(2, sessions)
    _ = sessions.permission(2, now: 0)
    _ = sessions.turnedAway(2, now: 0)
    for agent in 0..<2 { _ = sessions.answered(agent, now: 59) }
    #expect(sessions.permission(2, now: 60) == .go)
    var isWhole = sessions.answered(2, now: 60)
    #expect(!isWhole && sessions.limit == 3)
    #expect(sessions.permission(3, now: 60) == .wait(until: 120))
    for agent in 0..<3 { _ = sessions.answered(agent, now: 119) }
    #expect(sessions.permission(3, now: 120) == .go)
    isWhole = sessions.answered(3, now: 120)
    #expect(isWhole && sessions.limit == 4)
  }

  @Test func `a session that ends while as many worked before is opened again at once`() {
    let sessions = book()
    open(3, sessions)
    #expect(!sessions.turnedAway(0, now: 5))
    #expect(sessions.limit == 10)
    #expect(sessions.permission(0, now: 5) == .wait(until: 6))
    #expect(sessions.permission(0, now: 6) == .go)
    #expect(!sessions.turnedAway(0, now: 6))
    #expect(sessions.permission(0, now: 8) == .go)
    #expect(sessions.turnedAway(0, now: 8), "the third time it is no chance")
    #expect(sessions.limit == 2)
  }

  @Test func `a session of long ago proves nothing and is opened anew`() {
    let sessions = book()
    open(2, sessions)
    #expect(!sessions.othersWork(than: 0, now: 60))
    #expect(sessions.permission(0, now: 60) == .go)
    #expect(sessions.permission(1, now: 60) == .wait(until: nil))
  }

  @Test func `after a rest of all one opens, whatever was agreed`() {
    let sessions = book()
    open(3, sessions)
    sessions.closeAll()
    sessions.probe(7)
    #expect(!sessions.othersWork(than: 7, now: 1))
    #expect(sessions.permission(1, now: 1) == .wait(until: nil))
    #expect(sessions.reopen(7, now: 1))
    #expect(!sessions.reopen(1, now: 1))
  }

  @Test(arguments: 1...10, [1, 2, 3, 7])
  func `whatever happens in whatever order, at most so many are open and somebody may always go`(
    seed: Int, most: Int
  ) {
    let sessions = book()
    var dice = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func roll(_ count: Int) -> Int {
      dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(dice >> 33) % count
    }
    var open: Set<Int> = []
    var sent = 0
    var now = 0.0
    for _ in 0..<3000 {
      now += Double(roll(100)) / 100
      let agent = roll(10)
      guard sessions.permission(agent, now: now) == .go else { continue }
      if !open.contains(agent) {
        guard open.count < most else {
          #expect(sessions.othersWork(than: agent, now: now))
          _ = sessions.turnedAway(agent, now: now)
          continue
        }
        open.insert(agent)
      }
      _ = sessions.answered(agent, now: now)
      sent += 1
      if roll(20) == 0 {
        open.remove(agent)
        sessions.closed(agent)
      }
    }
    #expect(sent > 100)
    #expect(open.count <= most)
  }
}
