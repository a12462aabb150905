import Domain
import State
import Testing

/// When an address is given up: at once, or at the second word in a week.
@Suite struct AddressTests {
  private static let monday = Instant(seconds: 1_810_000_000)

  private func refusal(_ verdict: Decide.AddressVerdict, _ state: State, days: Int64) -> [Entry] {
    Decide.refusal(
      of: 1, verdict, why: "said", state, now: Self.monday.adding(seconds: days * 86_400))
  }

  @Test("a dead address is suppressed at once, a refusal of the message says nothing of it")
  func atOnce() {
    #expect(refusal(.dead, State(), days: 0) == [.suppressed(person: 1, why: "said")])
    #expect(refusal(.fine, State(), days: 0).isEmpty)
  }

  @Test(
    "a closed mailbox is suppressed when it is closed again within seven days",
    arguments: [(0, true), (3, true), (7, true), (8, false), (400, false)])
  func twice(days: Int64, isSuppressed: Bool) {
    var state = State()
    let first = refusal(.suspect, state, days: 0)
    #expect(first == [.suspected(person: 1, why: "said")])
    for entry in first { state.apply(entry, at: Self.monday) }
    #expect(state.suppressed.isEmpty)
    let second = refusal(.suspect, state, days: days)
    let expected: Entry =
      isSuppressed ? .suppressed(person: 1, why: "said") : .suspected(person: 1, why: "said")
    #expect(second == [expected])
    let other = Decide.refusal(of: 2, .suspect, why: "said", state, now: Self.monday)
    #expect(other == [.suspected(person: 2, why: "said")], "one word about each is no second word")
    for entry in second { state.apply(entry, at: Self.monday) }
    #expect(state.suppressed[1] != nil ? refusal(.suspect, state, days: days).isEmpty : true)
  }
}
