import Domain
import JSONLines
import Refusals
import State
import Testing

@Suite("What a mail that came back decides")
struct BounceTests {
  private static let now = Instant(seconds: 1_800_000_000)
  private static let key = DeliveryKey(event: "open", step: "invitation", person: 0)

  private static func state(_ delivery: DeliveryState) -> State {
    var state = State()
    _ = try? JSONLine.parse(Array(#"{"names":["p0"]}"#.utf8)) {
      try state.decode(type: "state.people", $0)
    }
    state.apply(
      .stated(
        .ledger(event: "open", step: "invitation", from: 0, states: [delivery], lengths: [1])),
      at: now)
    return state
  }

  private static func bounce(
    _ evidence: AddressEvidence, isDelayed: Bool = false
  ) -> Bounce { Bounce(evidence: evidence, isDelayed: isDelayed, diagnosis: "came back: x") }

  private static func decide(
    _ bounce: Bounce, _ state: State, now: Instant = now
  ) -> Decide.BounceDecision { Decide.bounce(bounce, of: key, state, now: now) }

  private static let failed = Entry.failed(key, reply: "came back: x")
  private static let suppressed = Entry.suppressed(person: 0, why: "came back: x")

  @Test(
    "A delivery that had gone out has failed; only a dead address is given up",
    arguments: [
      (AddressEvidence.dead, [failed, suppressed]), (.soft, [failed]), (.suspended, [failed]),
      (.nothing, [failed]), (.unroutable, [failed]),
    ])
  func evidence(evidence: AddressEvidence, entries: [Entry]) {
    let counted: ReceivedMail.Failure? =
      switch evidence {
      case .soft: .soft
      case .suspended, .unroutable: .suspended
      default: nil
      }
    for delivery in [DeliveryState.sent, .doubt] {
      #expect(
        Self.decide(Self.bounce(evidence), Self.state(delivery))
          == .decided(entries, .recorded, counted: counted))
    }
  }

  @Test("A delay is noted, whatever it complains of")
  func delayed() {
    #expect(
      Self.decide(Self.bounce(.dead, isDelayed: true), Self.state(.sent))
        == .decided([], .noted, counted: nil))
  }

  @Test(
    "What was never sent cannot have come back",
    arguments: [DeliveryState.open, .deferred, .missed, .dropped])
  func notSent(delivery: DeliveryState) {
    #expect(Self.decide(Self.bounce(.dead), Self.state(delivery)) == .notSent)
  }

  @Test("A bounce that overtakes the server's reply waits for it")
  func overtaking() {
    #expect(Self.decide(Self.bounce(.dead), Self.state(.committed)) == .later)
  }

  @Test("A second report of one mail fails it no second time, and counts no second time")
  func again() {
    let state = Self.state(.failed)
    #expect(Self.decide(Self.bounce(.soft), state) == .decided([], .noted, counted: nil))
    #expect(
      Self.decide(Self.bounce(.dead), state)
        == .decided([Self.suppressed], .recorded, counted: nil))
    var dead = state
    dead.apply(Self.suppressed, at: Self.now)
    #expect(Self.decide(Self.bounce(.dead), dead) == .decided([], .noted, counted: nil))
  }

  private static func received(_ failure: ReceivedMail.Failure, _ number: UInt64) -> Entry {
    .mailReceived(
      ReceivedMail(
        kind: "bounce", outcome: .recorded, digest: number, person: 0, failure: failure))
  }

  /// A person whose mails bounced on these days, and again on day 0.
  private static func isGivenUp(_ failure: ReceivedMail.Failure, daysAgo: [Int64]) -> Bool {
    var state = state(.sent)
    for (index, days) in daysAgo.enumerated() {
      state.apply(received(failure, UInt64(index)), at: now.adding(seconds: -days * 86_400))
    }
    let evidence: AddressEvidence = failure == .soft ? .soft : .suspended
    guard case .decided(let entries, _, _) = decide(bounce(evidence), state) else { return false }
    return entries.contains(suppressed)
  }

  @Test(
    "Five soft bounces over two weeks are as good as a hard one, and not a day before",
    arguments: [
      ([14, 10, 6, 2], true), ([13, 10, 6, 2], false), ([90, 60, 30, 15], true),
      ([20, 10, 2], false),
      ([4, 3, 2, 1], false), ([100, 99, 98, 2], false), ([60, 50, 40, 30, 20, 9, 8, 7, 6], true),
    ])
  func soft(daysAgo: [Int64], isGivenUp: Bool) {
    #expect(Self.isGivenUp(.soft, daysAgo: daysAgo) == isGivenUp)
  }

  @Test(
    "A mailbox that is called switched off twice within a week is gone",
    arguments: [([7], true), ([8], false), ([], false), ([30, 3], true)])
  func suspended(daysAgo: [Int64], isGivenUp: Bool) {
    #expect(Self.isGivenUp(.suspended, daysAgo: daysAgo) == isGivenUp)
  }

  @Test(
    "A domain that no server is found for is gone when it is said again within a quarter",
    arguments: [([90], true), ([91], false), ([], false), ([30], true)])
  func unroutable(daysAgo: [Int64], isGivenUp: Bool) {
    var state = Self.state(.sent)
    for days in daysAgo {
      state.apply(Self.received(.suspended, 1), at: Self.now.adding(seconds: -days * 86_400))
    }
    guard case .decided(let entries, _, _) = Self.decide(Self.bounce(.unroutable), state) else {
      Issue.record("undecided")
      return
    }
    #expect(entries.contains(Self.suppressed) == isGivenUp)
  }

  @Test("Who an operator calls reachable begins anew")
  func reachable() {
    var state = Self.state(.sent)
    for days in [14, 10, 6, 2] as [Int64] {
      state.apply(
        Self.received(.soft, UInt64(days)), at: Self.now.adding(seconds: -days * 86_400))
    }
    state.apply(Self.suppressed, at: Self.now)
    state.apply(.reachable(person: 0), at: Self.now)
    #expect(state.suppressed.isEmpty)
    #expect(
      Self.decide(Self.bounce(.soft), state)
        == .decided([Self.failed], .recorded, counted: .soft))
  }

  @Test("Ten thousand mails are known again, and the list does not grow for ever")
  func known() {
    var state = State()
    _ = state.people.number("p0")
    for number in 0..<25_000 as Range<UInt64> {
      state.apply(
        .mailReceived(ReceivedMail(kind: "x", outcome: .noted, digest: number, person: 0)),
        at: Self.now)
    }
    #expect(state.post.isKnown(24_999) && state.post.isKnown(15_000) && !state.post.isKnown(1))
    #expect(state.post.known.count <= 11_000)
  }
}
