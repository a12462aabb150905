package import Domain
package import State

extension DueQueue {
  /// Whether the others of a step wait for its first few.
  package func beginsSmall(_ scope: Scope) -> Bool { parked[scope] != nil }

  /// The hold that follows from one more refusal among the first few of a step; nil as long as the
  /// step may go on.
  package func holdAfterRefusal(of key: DeliveryKey, _ state: State) -> Entry? {
    let scope = Scope(event: key.event, step: key.step)
    guard key.occurrence == 0, beginsSmall(scope), Canary.fails(ledger(scope, state)) else {
      return nil
    }
    return .held(
      scope,
      why: "\(Canary.limit) of the first \(Canary.size) people were refused: convoke release")
  }

  /// One more person of a step was not refused.
  package mutating func accepted(_ key: DeliveryKey) {
    let scope = Scope(event: key.event, step: key.step)
    if key.occurrence == 0 { refusals[scope, default: RefusalWindow()].note(refused: false) }
  }

  /// One more person of a step was refused; call it before that is recorded.
  /// - Returns: the hold that follows: of the first few, or of any ten in a row, too many were.
  package mutating func refused(_ key: DeliveryKey, _ state: State, now: Instant) -> Entry? {
    guard key.occurrence == 0 else { return nil }
    let scope = Scope(event: key.event, step: key.step)
    refusals[scope, default: RefusalWindow()].note(refused: true)
    var hold = holdAfterRefusal(of: key, state)
    if hold == nil, refusals[scope]?.isTooMuch == true, state.holds[scope] == nil,
      isForCrowd(scope, state, now: now)
    {
      hold = .held(
        scope,
        why: "\(Canary.limit) of \(Canary.size) people in a row were refused: convoke release")
    }
    if hold != nil { refusals[scope]?.isOver = true }
    return hold
  }

  private func isForCrowd(_ scope: Scope, _ state: State, now: Instant) -> Bool {
    guard let schedule = policy.schedules.first(where: { $0.event.id == scope.event }),
      let index = schedule.timed.firstIndex(where: { $0.step.name == scope.step })
    else { return false }
    // The crowd, and those of it who have come to another end.
    let ended = ledger(scope, state).map { $0.count(.failed) + $0.count(.doubt) } ?? 0
    return policy.crowd(schedule, index, state, now: now).count + ended > Canary.crowd
  }

  /// Notes whether a step that is due begins small: for `people`, in all.
  mutating func measure(_ scope: Scope, people: Int) {
    if people > Canary.crowd {
      parked[scope, default: []] += []
    } else {
      unpark(scope)
    }
  }

  /// The next of the first few people of a step, where there is one and it may go.
  mutating func firstFew(_ state: State, now: Instant) -> DeliveryKey? {
    if parked.isEmpty { return nil }
    for scope in parked.keys.sorted(by: { ($0.event, $0.step) < ($1.event, $1.step) }) {
      if Canary.isOver(ledger(scope, state)) {
        unpark(scope)
        continue
      }
      let underWay = inFlightKeys.count {
        $0.occurrence == 0 && $0.step == scope.step && $0.event == scope.event
      }
      guard Canary.room(ledger(scope, state), underWay: underWay) > 0 else { continue }
      while let key = parked[scope]?.popLast() {
        if let found = pick(key, state, now: now) { return found }
      }
    }
    return nil
  }

  private func ledger(_ scope: Scope, _ state: State) -> StepLedger? {
    state.record(scope.event)?.steps[scope.step]
  }
}
