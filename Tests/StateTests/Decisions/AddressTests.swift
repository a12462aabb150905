import Domain
import Refusals
import State
import Testing

/// When an address is given up: at once, or at the second word in a week.
@Suite struct AddressTests {
  private static let monday = Instant(seconds: 1_810_000_000)

  private func refusal(_ evidence: AddressEvidence, _ state: State, days: Int64) -> [Entry] {
    Decide.refusal(
      of: 1, evidence, why: "said", state, now: Self.monday.adding(seconds: days * 86_400))
  }

  @Test("a dead address is suppressed at once, a refusal of the message says nothing of it")
  func atOnce() {
    #expect(refusal(.dead, State(), days: 0) == [.suppressed(person: 1, why: "said")])
    #expect(refusal(.nothing, State(), days: 0).isEmpty)
  }

  @Test(
    "a closed mailbox is given up when it is closed again within its window",
    arguments: [
      (AddressEvidence.suspended, Int64(7)), (.unroutable, 90),
    ], [0, 3, 7, 8, 90, 91, 400])
  func twice(window: (AddressEvidence, Int64), days: Int64) {
    let (evidence, longest) = window
    var state = State()
    let first = refusal(evidence, state, days: 0)
    #expect(first == [.suspected(person: 1, why: "said")])
    for entry in first { state.apply(entry, at: Self.monday) }
    #expect(state.suppressed.isEmpty)
    let second = refusal(evidence, state, days: days)
    let isGivenUp = days <= longest
    #expect(
      second == [
        isGivenUp ? .suppressed(person: 1, why: "said") : .suspected(person: 1, why: "said")
      ])
    let other = Decide.refusal(of: 2, evidence, why: "said", state, now: Self.monday)
    #expect(other == [.suspected(person: 2, why: "said")], "one word about each is no second word")
    for entry in second { state.apply(entry, at: Self.monday) }
    if isGivenUp { #expect(refusal(evidence, state, days: days).isEmpty) }
  }

  /// What a refusal said first, a mail that came back says for the second time, and the other way.
  @Test(arguments: [AddressEvidence.suspended, .unroutable])
  func `refusals and bounces count together`(evidence: AddressEvidence) {
    var refused = State()
    refused.apply(.suspected(person: 1, why: "said"), at: Self.monday)
    let key = DeliveryKey(event: "e", step: "s", person: 1)
    refused.apply(.sent(key, reply: "250 ok"), at: Self.monday)
    let bounce = Bounce(evidence: evidence, diagnosis: "came back: x")
    guard
      case .decided(let entries, _, _) = Decide.bounce(
        bounce, of: key, refused, now: Self.monday.adding(seconds: 3 * 86_400))
    else {
      Issue.record("a sent mail can come back")
      return
    }
    #expect(entries.contains(.suppressed(person: 1, why: "came back: x")))

    var bounced = State()
    bounced.apply(
      .mailReceived(
        ReceivedMail(
          kind: "bounce", outcome: .recorded, digest: 1, person: 1, failure: .suspended)),
      at: Self.monday)
    #expect(refusal(evidence, bounced, days: 3) == [.suppressed(person: 1, why: "said")])
  }
}
