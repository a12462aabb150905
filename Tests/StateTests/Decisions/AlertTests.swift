import Domain
import State
import Testing

/// Alerts to the operators: once per trouble, not once a mail.
@Suite struct AlertTests {
  private let noon = Instant(seconds: 1_810_000_000)

  private func told(
    _ trouble: Trouble, _ text: String, in state: inout State, after seconds: Int64
  ) -> Bool {
    let now = noon.adding(seconds: seconds)
    let entries = Decide.alert(trouble, text, to: 7, state, now: now)
    for entry in entries { state.apply(entry, at: now) }
    return !entries.isEmpty
  }

  @Test("an alert is owed to the operators, with the trouble and what is wrong")
  func owed() throws {
    var state = State()
    #expect(told(.relay, "535 no", in: &state, after: 0))
    let record = try #require(state.record(Notice.noEvent))
    let key = DeliveryKey(event: "", step: "alert", person: 7, occurrence: 1)
    #expect(record.owed == [key])
    #expect(record.occurrences[key]?.notice == Notice(.alert, about: "relay", text: "535 no"))
    #expect(record.occurrences[key]?.kind == .notice)
  }

  @Test("without operators there is nobody to tell")
  func nobody() {
    #expect(Decide.alert(.relay, "535", to: nil, State(), now: noon).isEmpty)
  }

  @Test(
    "the same trouble is quiet for its time, and is then told again",
    arguments: Trouble.allCases.filter { $0 != .waiting })
  func quiet(_ trouble: Trouble) {
    var state = State()
    #expect(told(trouble, "a", in: &state, after: 0))
    #expect(!told(trouble, "a", in: &state, after: trouble.quiet.same - 1))
    #expect(!told(trouble, "b", in: &state, after: trouble.quiet.other - 1))
    var other = state
    #expect(told(trouble, "b", in: &other, after: trouble.quiet.other))
    #expect(told(trouble, "a", in: &state, after: trouble.quiet.same))
  }

  @Test("other troubles are told meanwhile, and a clock that went back silences nothing")
  func others() {
    var state = State()
    #expect(told(.relay, "a", in: &state, after: 0))
    #expect(told(.config, "a", in: &state, after: 1))
    #expect(told(.relay, "a", in: &state, after: -10))
  }

  @Test("one that nobody knows to have arrived is repeated once, a digest is not")
  func doubts() throws {
    var state = State()
    let programme = try ProgrammeSample(events: [ProgrammeSample.event("open")]).programme()
    for (notice, count) in [(Notice(.alert), 2), (Notice(.digest), 1), (Notice(.preview), 2)] {
      state.apply(.notified(event: "open", notice, people: [7]), at: noon)
      let key = try #require(state.record("open")?.owed.last)
      state.apply(.committed(key, email: "", messageID: "", date: noon), at: noon)
      let entries = Decide.doubt(key, state, programme, why: "died", now: noon)
      #expect(entries.count == count, "\(notice.kind)")
    }
  }
}
