import Domain
import State
import Testing

@Suite struct DoubtTests {
  private let now = Instant(seconds: 1_800_000_000)

  private func programme(_ onDoubt: Step.OnDoubt) throws -> Programme {
    var event = try ProgrammeSample.event("open")
    for index in event.steps.indices { event.steps[index].onDoubt = onDoubt }
    return try ProgrammeSample(events: [event]).programme()
  }

  private static let keys = [
    DeliveryKey(event: "open", step: "invitation", person: 1),
    DeliveryKey(event: "open", step: "confirmation", person: 1, occurrence: 1),
  ]

  private func committed(_ key: DeliveryKey, times: Int) -> State {
    var state = State()
    for number in 0..<3 { _ = state.people.number("\(number)") }
    state.apply(
      .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [1]), at: now)
    for _ in 0..<times {
      state.apply(.committed(key, email: "", messageID: "", date: now), at: now)
    }
    return state
  }

  @Test("a mail in doubt is resent once where the step says so", arguments: keys)
  func resend(_ key: DeliveryKey) throws {
    let programme = try programme(.resend)
    let first = Decide.doubt(key, committed(key, times: 1), programme, why: "died", now: now)
    #expect(
      first == [
        .doubt(key, reply: "died"),
        .deferred(key, date: now, count: 1, next: now.adding(seconds: 900), reply: "died"),
      ])
    let second = Decide.doubt(key, committed(key, times: 2), programme, why: "died", now: now)
    #expect(second == [.doubt(key, reply: "died")])
  }

  @Test("elsewhere it stays in doubt", arguments: keys, [Step.OnDoubt.next, .hold])
  func noResend(_ key: DeliveryKey, _ onDoubt: Step.OnDoubt) throws {
    let entries = Decide.doubt(
      key, committed(key, times: 1), try programme(onDoubt), why: "died", now: now)
    #expect(entries == [.doubt(key, reply: "died")])
  }

  @Test("commitments without an outcome are found when the journal is opened", arguments: keys)
  func found(_ key: DeliveryKey) throws {
    let programme = try programme(.hold)
    let entries = Decide.doubts(committed(key, times: 1), programme: programme, now: now)
    #expect(entries == [.doubt(key, reply: "stopped before the reply")])
    var settled = committed(key, times: 1)
    settled.apply(.sent(key, reply: ""), at: now)
    #expect(Decide.doubts(settled, programme: programme, now: now) == [])
    #expect(Decide.doubts(State(), programme: programme, now: now) == [])
  }

  @Test("a step that is in force no more stays in doubt", arguments: keys)
  func stepGone(_ key: DeliveryKey) throws {
    let entries = Decide.doubts(
      committed(key, times: 1), programme: try ProgrammeSample().programme(), now: now)
    #expect(entries.count == 1)
  }
}
