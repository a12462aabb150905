package import Domain
package import State

/// `confirm_over`: a step for too many people waits until an operator lets it go.
extension DeliveryPolicy {
  /// Why such a step is held, with the way out.
  package var confirmText: String { "over \(programme.send.confirmOver): convoke release" }

  /// The people a step that is due goes, or went, to; also who was sent it and has left since.
  package func crowd(
    _ schedule: EventSchedule, _ index: Int, _ state: State, now: Instant
  ) -> PeopleSet {
    let past = past(schedule, state)
    let ledger = past.ledgers[index]
    var crowd = PeopleSet(ledger?.people(in: [.sent, .committed]) ?? [])
    for person in candidates(schedule, state) {
      let candidate = candidate(schedule, person, past, state)
      switch verdict(schedule, index, candidate, past, state, now: now) {
      case .due, .waiting, .held: crowd.insert(person)
      default: break
      }
    }
    return crowd
  }

  /// Whether a step is for more people than `confirm_over` and nobody has let it go.
  package func needsRelease(
    _ schedule: EventSchedule, _ index: Int, _ state: State, now: Instant
  ) -> Bool {
    let most = programme.send.confirmOver
    let timed = schedule.timed[index]
    guard most > 0, timed.due <= now, now <= timed.until,
      !isReleased(Scope(event: schedule.event.id, step: timed.step.name), state)
    else { return false }
    return crowd(schedule, index, state, now: now).count > most
  }

  /// Whether an operator let the step, or its whole event, go.
  func isReleased(_ scope: Scope, _ state: State) -> Bool {
    state.released.contains(scope) || state.released.contains(Scope(event: scope.event))
  }
}
