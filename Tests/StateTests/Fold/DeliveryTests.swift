import Domain
import State
import Testing

@Suite struct DeliveryTests {
  private let noon = Instant(seconds: 1_800_000_000)
  private let timed = DeliveryKey(event: "open", step: "invitation", person: 3)
  private let owed = DeliveryKey(event: "open", step: "confirmation", person: 3, occurrence: 1)

  private func committed(_ key: DeliveryKey) -> Entry {
    .committed(key, email: "a@b.nl", messageID: "<1@b.nl>", date: noon)
  }

  private func state(_ entries: [Entry], at: Instant? = nil) -> State {
    var state = EntrySamples.state
    state.apply(
      .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [3]), at: noon)
    for entry in entries { state.apply(entry, at: at ?? noon) }
    return state
  }

  private static let keys = [
    DeliveryKey(event: "open", step: "invitation", person: 3),
    DeliveryKey(event: "open", step: "confirmation", person: 3, occurrence: 1),
  ]

  @Test("each outcome of a commitment is kept as what it is", arguments: keys)
  func outcomes(_ key: DeliveryKey) {
    let outcomes: [(Entry, DeliveryState)] = [
      (.sent(key, reply: "250"), .sent), (.failed(key, reply: "550"), .failed),
      (.doubt(key, reply: "died"), .doubt), (.dropped(key), .dropped), (.retried(key), .deferred),
      (.deferred(key, date: noon, count: 1, next: noon, reply: "451"), .deferred),
      (
        .missed(
          event: key.event, step: key.step, people: [key.person], occurrence: key.occurrence,
          why: ""), .missed
      ),
    ]
    #expect(state([]).delivery(key) == .open)
    #expect(state([committed(key)]).delivery(key) == .committed)
    for (entry, expected) in outcomes {
      #expect(state([committed(key), entry]).delivery(key) == expected)
    }
  }

  @Test(
    "what is final is owed no more, and a retry owes it again", arguments: DeliveryState.allCases)
  func owing(_ wanted: DeliveryState) {
    let entry: [Entry] =
      switch wanted {
      case .open: []
      case .committed: [committed(owed)]
      case .sent: [committed(owed), .sent(owed, reply: "")]
      case .doubt: [committed(owed), .doubt(owed, reply: "")]
      case .failed: [.failed(owed, reply: "")]
      case .missed:
        [.missed(event: "open", step: "confirmation", people: [3], occurrence: 1, why: "")]
      case .dropped: [.dropped(owed)]
      case .deferred: [.deferred(owed, date: noon, count: 1, next: noon, reply: "")]
      }
    let state = state(entry)
    #expect(state.delivery(owed) == wanted)
    #expect(state.record("open")?.owed.contains(owed) == !wanted.isFinal)
    #expect(self.state(entry + [.retried(owed)]).record("open")?.owed == [owed])
  }

  @Test("every attempt counts, and all repeat the first one's date", arguments: keys)
  func attempts(_ key: DeliveryKey) {
    let later = noon.adding(seconds: 900)
    let once = state([
      committed(key), .doubt(key, reply: "died"),
      .deferred(key, date: noon, count: 1, next: later, reply: "died"),
    ])
    #expect(once.attempt(key) == Attempt(date: noon, count: 1, next: later, reply: "died"))
    let twice = state([
      committed(key), .doubt(key, reply: "died"),
      .deferred(key, date: noon, count: 1, next: later, reply: "died"), committed(key),
    ])
    #expect(twice.attempt(key)?.count == 2)
    #expect(twice.attempt(key)?.date == noon)
    #expect(state([committed(key), .sent(key, reply: "")]).attempt(key) == nil)
  }

  @Test("an operator's retry keeps the date of a mail that may have arrived", arguments: keys)
  func retryOfDoubt(_ key: DeliveryKey) {
    let later = noon.adding(seconds: 86_400)
    var doubted = state([committed(key), .doubt(key, reply: "died")])
    doubted.apply(.retried(key), at: later)
    #expect(doubted.attempt(key) == Attempt(date: noon, count: 1, next: later, reply: "died"))
  }

  @Test(
    "a mail refused before it was handed over has a real date when it is retried", arguments: keys)
  func retryOfRefusal(_ key: DeliveryKey) {
    let later = noon.adding(seconds: 86_400)
    var refused = state([.failed(key, reply: "550 5.1.1")])
    refused.apply(.retried(key), at: later)
    let date = refused.attempt(key)?.date ?? .distantPast
    #expect(date >= noon && date <= later, "\(date)")
  }

  @Test("the first mail of any sort and the last timed one are remembered by person")
  func noted() {
    var state = state([])
    #expect(state.record("open")?.firstMail(to: 3) == nil)
    state.apply(committed(owed), at: noon)
    #expect(state.record("open")?.firstMail(to: 3) == noon)
    #expect(state.record("open")?.lastTimedMail(to: 3) == nil)
    state.apply(committed(timed), at: noon.adding(seconds: 60))
    #expect(state.record("open")?.firstMail(to: 3) == noon)
    #expect(state.record("open")?.lastTimedMail(to: 3) == noon.adding(seconds: 60))
    #expect(state.record("open")?.firstMail(to: 2) == nil)
    #expect(state.record("open")?.firstMail(to: 999) == nil)
  }

  @Test("each commitment counts for the pace, and nothing else does")
  func pace() {
    let state = state([
      committed(timed), .sent(timed, reply: ""), committed(owed), .failed(owed, reply: ""),
      .deferred(timed, date: noon, count: 1, next: noon, reply: ""),
    ])
    #expect(state.rhythm.count(now: noon) == 2)
  }
}

@Suite struct StepLedgerTests {
  @Test("counts follow every change, and people are found by state")
  func counts() {
    var ledger = StepLedger()
    #expect(ledger[70_000] == .open)
    for person in [5, 2, 9] as [Int32] { ledger[person] = .sent }
    ledger[2] = .doubt
    ledger[9] = .failed
    ledger[9] = .sent
    #expect(ledger.count(.sent) == 2)
    #expect(ledger.count(.doubt) == 1)
    #expect(ledger.count(.failed) == 0)
    #expect(ledger.people(in: [.sent]) == [5, 9])
    #expect(ledger.people(in: [.sent, .doubt]) == [2, 5, 9])
    #expect(ledger.people(in: []) == [])
    #expect(ledger[3] == .open)
  }

  @Test("every state survives its byte", arguments: DeliveryState.allCases)
  func bytes(_ state: DeliveryState) {
    var ledger = StepLedger()
    ledger[4] = state
    #expect(ledger[4] == state)
  }

  @Test("a mail may have arrived when it was sent, committed or is in doubt")
  func arrivals() {
    let may = DeliveryState.allCases.filter(\.mayHaveArrived)
    #expect(Set(may) == [.sent, .committed, .doubt])
    let open = DeliveryState.allCases.filter { !$0.isFinal }
    #expect(Set(open) == [.open, .committed, .deferred])
  }
}
