package import Domain

/// One line of `convoke plan`: one step of one event, and how many people it will go to.
package struct PlanLine: Sendable, Hashable {
  package var at: Instant
  package var event: String
  package var step: String
  package var people: [Int32]
  /// `waiting` or `held`.
  package var state: String
  package var why: String
}

extension Judge {
  /// Every send from `now` on, as the state stands: computed by the verdicts that send.
  package func plan(_ state: State, now: Instant) -> [PlanLine] {
    var lines: [PlanLine] = []
    for schedule in schedules {
      let candidates = candidates(schedule, state)
      for (index, timed) in schedule.timed.enumerated() where timed.until >= now {
        let at = max(timed.due, programme.send.hours.next(from: now))
        if let line = line(schedule, index, candidates, state, at: at) { lines.append(line) }
      }
    }
    return lines.sorted { ($0.at, $0.event, $0.step) < ($1.at, $1.event, $1.step) }
  }

  private func line(
    _ schedule: EventSchedule, _ index: Int, _ candidates: [Int32], _ state: State, at: Instant
  ) -> PlanLine? {
    let timed = schedule.timed[index]
    var people: [Int32] = []
    var first = Instant.distantFuture
    var held = ""
    for person in candidates {
      switch verdict(schedule, index, person, state, now: at) {
      case .due: first = at
      case .waiting(let until, _): first = min(first, until)
      case .held(let why): held = why
      case .done, .missed, .never: continue
      }
      people.append(person)
    }
    if people.isEmpty { return nil }
    let most = programme.send.confirmOver
    let scope = Scope(event: schedule.event.id, step: timed.step.name)
    if held.isEmpty, most > 0, people.count > most, !isReleased(scope, state) { held = confirmText }
    return PlanLine(
      at: first == .distantFuture ? at : first, event: schedule.event.id, step: timed.step.name,
      people: people, state: held.isEmpty ? "waiting" : "held", why: held)
  }
}
