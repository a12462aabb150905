package import Domain
package import State

/// What holds a timed step, due or not: one answer for the delivery agents, the plan, `explain` and
/// `status`.
extension DeliveryPolicy {
  /// The hold of everything, of the event, of the step, or of this one person in it.
  func hold(
    _ schedule: EventSchedule, _ index: Int, _ candidate: Candidate, _ state: State
  ) -> String? {
    if state.holds.isEmpty { return nil }
    return state.hold(schedule.event.id, schedule.timed[index].step.name) ?? candidate.holds[index]
  }

  /// A verdict as the plan shows it: what waits for its moment and is held then is held already.
  ///
  /// `unconfirmed`: the steps that will be too many, as `unconfirmed(_:now:)` foresees.
  package func foreseen(
    _ verdict: DeliveryDecision, _ schedule: EventSchedule, _ index: Int, _ person: Int32,
    _ state: State,
    unconfirmed: Set<Scope>
  ) -> DeliveryDecision {
    guard case .waiting = verdict, !state.holds.isEmpty || !unconfirmed.isEmpty else {
      return verdict
    }
    let candidate = candidate(schedule, person, past(schedule, state), state)
    if let why = hold(schedule, index, candidate, state) { return .held(why: why) }
    let scope = Scope(event: schedule.event.id, step: schedule.timed[index].step.name)
    return unconfirmed.contains(scope) ? .held(why: confirmText) : verdict
  }

  /// Steps of the plan that `confirm_over` holds until they are released, due or not.
  package func unconfirmed(_ state: State, now: Instant) -> Set<Scope> {
    if programme.send.confirmOver == 0 { return [] }
    var planner = Planner(policy: self, state: state, now: now, isListing: false)
    planner.run()
    return Set(
      planner.lines.filter { $0.state == "held" && $0.why == confirmText }.map {
        Scope(event: $0.event, step: $0.step)
      })
  }
}
