import Domain
import State
import Testing

@Suite struct RevisionTests {
  private let morning = Instant(seconds: 1_800_000_000)
  private let settle: Int64 = 600

  /// An event to which the people of `deliveries` were mailed, then edited at `morning`.
  private func edited(
    _ change: (inout EventFacts) throws -> Void, deliveries: [Int32: [Entry]] = [:]
  ) throws -> (Programme, State) {
    let before = ProgrammeSample(events: [try ProgrammeSample.event("open")])
    var after = before
    try change(&after.events[0].facts)
    var state = State()
    for number in 0..<10 { _ = state.people.number("p\(number)") }
    for entry in Decide.acceptance(try before.programme(), state) {
      state.apply(entry, at: morning)
    }
    for entries in deliveries.sorted(by: { $0.key < $1.key }).map(\.value) {
      for entry in entries { state.apply(entry, at: morning) }
    }
    let programme = try after.programme()
    for entry in Decide.acceptance(programme, state) { state.apply(entry, at: morning) }
    return (programme, state)
  }

  private func key(_ person: Int32) -> DeliveryKey {
    DeliveryKey(event: "open", step: "invitation", person: person)
  }

  private func committed(_ person: Int32) -> Entry {
    .committed(key(person), email: "", messageID: "", date: morning)
  }

  private func answer(_ person: Int32, _ place: SeatPlace) -> Entry {
    .answered(
      event: "open",
      fact: SeatFact(
        cause: .answered, person: person,
        standing: SeatStanding(organisation: -1, guests: 0, place: place, at: morning)),
      words: [:], via: "link")
  }

  private func move(_ facts: inout EventFacts) throws {
    facts.starts = try local("2027-06-17T15:00:00")
  }

  private func told(_ entries: [Entry]) -> [Step.Occurrence: [Int32]] {
    entries.reduce(into: [:]) { told, entry in
      if case .occurred(_, let kind, _, let people) = entry { told[kind] = people }
    }
  }

  @Test("an edit is told when it has stood for settle, not before")
  func settles() throws {
    let (programme, state) = try edited(move, deliveries: [1: [committed(1)]])
    let before = morning.adding(seconds: settle - 1)
    #expect(Decide.nextRevision(programme, state) == morning.adding(seconds: settle))
    #expect(Decide.revisions(programme, state, now: before) == [])
    let entries = Decide.revisions(programme, state, now: morning.adding(seconds: settle))
    let facts = RecordedFacts(programme.events[0].facts)
    #expect(entries.first == .eventRevised(event: "open", sequence: 1, facts: facts))
    #expect(told(entries) == [.rescheduled: [1]])
    var after = state
    for entry in entries { after.apply(entry, at: before) }
    #expect(Decide.revisions(programme, after, now: .distantFuture) == [])
    #expect(Decide.nextRevision(programme, after) == nil)
  }

  @Test("moved and moved back before that is nothing")
  func movedBack() throws {
    var (_, state) = try edited(move, deliveries: [1: [committed(1)]])
    let original = try ProgrammeSample(events: [ProgrammeSample.event("open")]).programme()
    for entry in Decide.acceptance(original, state) { state.apply(entry, at: morning) }
    #expect(Decide.nextRevision(original, state) == nil)
    #expect(Decide.revisions(original, state, now: .distantFuture) == [])
    #expect(state.record("open")?.sequence == 0)
  }

  @Test("those are told who got a mail, or may have, or answered, and did not decline")
  func exactly() throws {
    let why = "died"
    let (programme, state) = try edited(
      move,
      deliveries: [
        0: [committed(0), .sent(key(0), reply: "")], 1: [committed(1), .doubt(key(1), reply: why)],
        2: [committed(2)], 3: [.failed(key(3), reply: "550")], 4: [.dropped(key(4))],
        5: [.deferred(key(5), date: morning, count: 1, next: morning, reply: "")],
        6: [committed(6), .sent(key(6), reply: ""), answer(6, .declined)],
        7: [committed(7), .sent(key(7), reply: ""), answer(7, .seated)],
        8: [answer(8, .waiting(turn: 1))],
      ])
    let entries = Decide.revisions(programme, state, now: morning.adding(seconds: settle))
    #expect(told(entries) == [.rescheduled: [0, 1, 2, 7, 8]])
  }

  @Test(
    "the host, who got a mail of their own, is no guest to be told, also when its step is off now",
    arguments: [true, false])
  func host(_ isInForce: Bool) throws {
    var (programme, state) = try edited(move, deliveries: [1: [committed(1)]])
    let brief = Step(
      name: "brief", trigger: .at(.offset(.init(beforeStart: true, span: .days(1)))), to: .host,
      until: .start, onDoubt: .next)
    if isInForce { programme.events[0].steps.append(brief) }
    state.apply(.notified(event: "open", Notice(.desk), people: [9]), at: morning)
    let key = DeliveryKey(event: "open", step: "brief", person: 9)
    state.apply(.committed(key, email: "", messageID: "", date: morning), at: morning)
    let entries = Decide.revisions(programme, state, now: morning.adding(seconds: settle))
    #expect(told(entries) == [.rescheduled: [1]])
  }

  @Test("a cancellation is told as one, and its undoing as a new date")
  func cancellation() throws {
    var (programme, state) = try edited({ $0.cancelled = true }, deliveries: [1: [committed(1)]])
    let then = morning.adding(seconds: settle)
    let entries = Decide.revisions(programme, state, now: then)
    #expect(told(entries) == [.cancelled: [1]])
    for entry in entries { state.apply(entry, at: then) }
    programme.events[0].facts.cancelled = false
    for entry in Decide.acceptance(programme, state) { state.apply(entry, at: then) }
    let undone = Decide.revisions(programme, state, now: then.adding(seconds: settle))
    #expect(told(undone) == [.rescheduled: [1]])
    #expect(undone.first.map { "\($0)".contains("sequence: 2") } == true)
  }

  @Test("a cancelled event that moves is revised, but nobody is told twice")
  func movedWhileCancelled() throws {
    var (programme, state) = try edited({ $0.cancelled = true }, deliveries: [1: [committed(1)]])
    let then = morning.adding(seconds: settle)
    for entry in Decide.revisions(programme, state, now: then) { state.apply(entry, at: then) }
    try move(&programme.events[0].facts)
    for entry in Decide.acceptance(programme, state) { state.apply(entry, at: then) }
    let entries = Decide.revisions(programme, state, now: then.adding(seconds: settle))
    #expect(entries.count == 1)
    #expect(told(entries).isEmpty)
  }

  @Test("after the event nobody is told of an edit")
  func over() throws {
    let (programme, state) = try edited(move, deliveries: [1: [committed(1)]])
    let entries = Decide.revisions(programme, state, now: programme.events[0].ends)
    #expect(entries.count == 1)
    #expect(told(entries).isEmpty)
  }

  @Test("an edit of an event whose file is gone wakes nobody")
  func gone() throws {
    let (_, state) = try edited(move)
    let empty = try ProgrammeSample().programme()
    #expect(Decide.nextRevision(empty, state) == nil)
    #expect(Decide.revisions(empty, state, now: .distantFuture) == [])
  }
}
