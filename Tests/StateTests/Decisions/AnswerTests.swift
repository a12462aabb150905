import Domain
import State
import Testing

@Suite struct AnswerTests {
  private let now = Instant(seconds: 1_800_000_000)

  /// Lets people answer in turn; returns the entries of the last answer.
  private func play(
    _ event: Event, _ state: inout State, _ answers: [(Int32, Choice)], guests: Int = 0
  ) throws -> [Entry] {
    var last: [Entry] = []
    for (person, choice) in answers {
      last = try Decide.answer(
        Answer(choice: choice, guests: guests, via: "link"), of: person, organisation: -1,
        to: event, state, hours: .always(in: .utc), now: now
      ).get()
      for entry in last { state.apply(entry, at: now) }
    }
    return last
  }

  private func told(_ entries: [Entry]) -> [String] {
    entries.compactMap { entry in
      guard case .occurred(_, let kind, let steps, let people) = entry else { return nil }
      return "\(kind) \(steps) \(people)"
    }
  }

  static let cases: [([(Int32, Choice)], [String])] = [
    ([(1, .yes)], [#"rsvp ["confirmation"] [1]"#]),
    ([(1, .maybe)], [#"rsvp ["confirmation"] [1]"#]),
    ([(1, .no)], [#"rsvp ["confirmation"] [1]"#]),
    ([(1, .yes), (1, .yes)], []),
    ([(1, .no), (1, .no)], []),
    ([(1, .yes), (2, .yes)], [#"waiting ["waiting"] [2]"#]),
    ([(1, .yes), (2, .yes), (2, .yes)], []),
    (
      [(1, .yes), (2, .yes), (1, .no)],
      [#"rsvp ["confirmation"] [1]"#, #"offered ["offered"] [2]"#]
    ),
    ([(1, .yes), (2, .yes), (1, .no), (2, .yes)], [#"rsvp ["confirmation"] [2]"#]),
  ]

  @Test(
    "each thing that happens to a person is answered once, with its own mail",
    arguments: cases.indices)
  func occurrences(_ index: Int) throws {
    var state = State()
    let event = try ProgrammeSample.event("open", capacity: 1)
    let entries = try play(event, &state, Self.cases[index].0)
    #expect(told(entries) == Self.cases[index].1)
  }

  @Test("a seat that is nobody's is promised at once where the event says so")
  func promotion() throws {
    var state = State()
    let event = try ProgrammeSample.event("open", capacity: 1, offerFor: .hours(0))
    let entries = try play(event, &state, [(1, .yes), (2, .yes), (1, .no)])
    #expect(told(entries) == [#"rsvp ["confirmation"] [1]"#, #"promoted ["promoted"] [2]"#])
  }

  @Test("without a mail for the waiting list the confirmation says it; without any, nothing does")
  func fallbacks() throws {
    let steps = ProgrammeSample.steps
    let without = try ProgrammeSample.event(
      "open", capacity: 1, steps: steps.filter { $0.name != "waiting" })
    var state = State()
    #expect(
      told(try play(without, &state, [(1, .yes), (2, .yes)])) == [#"rsvp ["confirmation"] [2]"#])
    let silent = try ProgrammeSample.event("open", capacity: 1, steps: [])
    var other = State()
    #expect(told(try play(silent, &other, [(1, .yes), (2, .yes)])) == [])
  }

  @Test("words are kept, changed alone without a mail, and not lost by an answer without them")
  func words() throws {
    let event = try ProgrammeSample.event("open")
    var state = State()
    func answer(_ choice: Choice, _ words: [String: String]) throws -> [Entry] {
      let entries = try Decide.answer(
        Answer(choice: choice, words: words, via: "link"), of: 1, organisation: -1, to: event,
        state, hours: .always(in: .utc), now: now
      ).get()
      for entry in entries { state.apply(entry, at: now) }
      return entries
    }
    _ = try answer(.yes, ["q": "first", "r": ""])
    #expect(state.record("open")?.words == [1: ["q": "first"]])
    #expect(
      try answer(.yes, ["q": "second"])
        == [.words(event: "open", person: 1, words: ["q": "second"], via: "link")])
    #expect(try answer(.yes, ["q": "second"]) == [])
    _ = try answer(.no, [:])
    #expect(state.record("open")?.words == [1: ["q": "second"]])
  }

  @Test("a refusal is handed on and records nothing")
  func refusal() throws {
    var event = try ProgrammeSample.event("open", guests: 1)
    func refusal(at: Instant, _ choice: Choice, guests: Int = 0) -> SeatRefusal? {
      let result = Decide.answer(
        Answer(choice: choice, guests: guests, via: "link"), of: 1, organisation: -1, to: event,
        State(), hours: .always(in: .utc), now: at)
      if case .failure(let refusal) = result { return refusal } else { return nil }
    }
    #expect(refusal(at: now, .yes, guests: 1) == nil)
    #expect(refusal(at: now, .yes, guests: 2) == .tooManyGuests(max: 1))
    #expect(refusal(at: now, .no, guests: 2) == nil)
    #expect(refusal(at: event.starts, .yes) == .started)
    #expect(refusal(at: event.starts, .no) == nil)
    event.facts.cancelled = true
    #expect(refusal(at: now, .yes) == .cancelled)
    #expect(refusal(at: now, .no) == nil)
  }

  @Test("an offer that runs out passes the seat on at the tick, with a mail to the next")
  func tick() throws {
    let event = try ProgrammeSample.event("open", capacity: 1)
    var state = State()
    _ = try play(event, &state, [(1, .yes), (2, .yes), (3, .yes), (1, .no)])
    let hours = SendingHours.always(in: .utc)
    #expect(Decide.seatTick(event, state, hours: hours, now: now.adding(seconds: 86_399)) == [])
    let entries = Decide.seatTick(event, state, hours: hours, now: now.adding(seconds: 86_400))
    #expect(told(entries) == [#"offered ["offered"] [3]"#])
    state.apply(.eventDropped(event: "open"), at: now)
    #expect(Decide.seatTick(event, state, hours: hours, now: now.adding(seconds: 86_400)) == [])
  }
}

@Suite struct SubscriptionTests {
  @Test(
    "an unsubscription is recorded when it says something new",
    arguments: [
      ([], "*", true), ([], "openspace", true), (["openspace"], "openspace", false),
      (["openspace"], "newsletter", true), (["openspace"], "*", true), (["*"], "*", false),
      (["*"], "openspace", false),
    ] as [(Set<String>, String, Bool)])
  func unsubscribe(_ known: Set<String>, _ kind: String, _ isNew: Bool) {
    var state = State()
    state.unsubscribed[4] = known.isEmpty ? nil : known
    let expected: [Entry] = isNew ? [.unsubscribed(person: 4, kind: kind, via: "link")] : []
    #expect(Decide.unsubscribe(4, kind: kind, via: "link", state) == expected)
  }

  @Test(
    "a resubscription is recorded when there is something to undo",
    arguments: [
      ([], "*", false), ([], "openspace", false), (["openspace"], "openspace", true),
      (["openspace"], "newsletter", false), (["openspace"], "*", true), (["*"], "*", true),
    ] as [(Set<String>, String, Bool)])
  func resubscribe(_ known: Set<String>, _ kind: String, _ isNew: Bool) {
    var state = State()
    state.unsubscribed[4] = known.isEmpty ? nil : known
    let expected: [Entry] = isNew ? [.resubscribed(person: 4, kind: kind, via: "link")] : []
    #expect(Decide.resubscribe(4, kind: kind, via: "link", state) == expected)
  }

  @Test("who wants all mail again after stopping all gets mail of every kind")
  func allAndBack() {
    var state = State()
    for entry in Decide.unsubscribe(4, kind: "*", via: "", state) {
      state.apply(entry, at: .distantPast)
    }
    #expect(state.hasUnsubscribed(4, kind: "openspace"))
    for entry in Decide.resubscribe(4, kind: "*", via: "", state) {
      state.apply(entry, at: .distantPast)
    }
    #expect(!state.hasUnsubscribed(4, kind: "openspace"))
  }
}
