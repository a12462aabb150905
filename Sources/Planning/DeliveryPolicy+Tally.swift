package import Domain
package import State

/// How one timed step stands for everybody it might concern: numbers and reasons, nobody by name.
package struct StepTally: Sendable, Hashable {
  /// By the contract's words for the state of a delivery (`DeliveryDecision.word`).
  package var states: [String: Int] = [:]
  /// Who did not get it, by reason; those it was never meant for are left out.
  package var reasons: [String: Int] = [:]

  package init() {}

  package mutating func count(_ verdict: DeliveryDecision) {
    if verdict == .notForThem { return }
    states[verdict.word, default: 0] += 1
    switch verdict {
    case .held(let why), .missed(let why), .never(let why): reasons[Self.kind(why), default: 0] += 1
    case .done, .due, .waiting: break
    }
  }

  /// A reason without what is one person's: a server's reply, the row of a file.
  private static func kind(_ why: String) -> String {
    let end = [": ", "; "].compactMap { why.firstRange(of: $0)?.lowerBound }.min()
    return String(why[..<(end ?? why.endIndex)])
  }
}

extension DeliveryPolicy {
  /// Counts the verdicts of timed step number `index` of `schedule`.
  package func tally(
    _ schedule: EventSchedule, _ index: Int, _ state: State, now: Instant
  ) -> StepTally {
    let past = past(schedule, state)
    var tally = StepTally()
    for person in candidates(schedule, state) {
      let candidate = candidate(schedule, person, past, state)
      tally.count(
        verdict(schedule, index, candidate, of: person, past, state, now: now))
    }
    return tally
  }
}
