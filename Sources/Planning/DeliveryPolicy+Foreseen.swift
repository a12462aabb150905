package import Domain
package import State

/// The part of a plan that follows from seats: a quorum that is decided, offers that run out.
extension DeliveryPolicy {
  /// Offers that are followed from one in line to the next.
  private static let mostOffers = 20

  func foreseen(
    _ timed: [PlanLine], _ state: State, now: Instant, listing: Bool
  ) -> [PlanLine] {
    schedules.flatMap { schedule in
      guard let record = state.record(schedule.event.id), !record.dropped,
        !schedule.event.facts.cancelled
      else { return [PlanLine]() }
      return decision(schedule, record, timed, state, now: now)
        + lapses(schedule.event, state, now: now, listing: listing)
    }
  }

  /// What becomes of an event whose quorum is not reached, if nobody else comes.
  package func shortOfQuorum(
    _ schedule: EventSchedule, _ state: State, now: Instant
  ) -> (at: Instant, why: String)? {
    let event = schedule.event
    guard let record = state.record(event.id), !record.dropped,
      let at = Decide.calledOffAt(event, record, host: schedule.host, now: now)
    else { return nil }
    let seated = record.seats.organisationsSeated
    return (
      at, "\(seated) of \(event.quorum) organisations so far: called off if it stays so"
    )
  }

  /// What goes after the decision about a quorum goes only when it is reached by then.
  func conditional(_ lines: [PlanLine], _ state: State, now: Instant) -> [PlanLine] {
    var decided: [String: Instant] = [:]
    for schedule in schedules where schedule.event.quorum > 0 {
      decided[schedule.event.id] = shortOfQuorum(schedule, state, now: now)?.at
    }
    return lines.map { line in
      var line = line
      if line.why.isEmpty, let at = decided[line.event], line.at >= at {
        line.why = Self.ifReached
      }
      return line
    }
  }

  package static let ifReached = "only if the quorum is reached"

  private func decision(
    _ schedule: EventSchedule, _ record: EventRecord, _ timed: [PlanLine], _ state: State,
    now: Instant
  ) -> [PlanLine] {
    guard let (at, why) = shortOfQuorum(schedule, state, now: now) else { return [] }
    let event = schedule.event
    let hold = state.hold(event.id, Decide.quorumStep, schedule.host)
    let people = Decide.told(event, record)
    // Whoever is yet to be invited will be told too.
    let invited = timed.filter { line in
      line.event == event.id && line.at < at && event.step(line.step)?.to == .audience
    }
    return [
      PlanLine(
        at: at, event: event.id, step: Decide.quorumStep,
        count: max(people.count, invited.map(\.count).max() ?? 0),
        state: hold == nil ? "waiting" : "held", why: hold ?? why,
        people: Set(people + invited.flatMap(\.people)).sorted())
    ]
  }

  /// Each offer that nobody takes goes to the next in line, as long as offers are made.
  private func lapses(
    _ event: Event, _ state: State, now: Instant, listing: Bool
  ) -> [PlanLine] {
    var state = state
    var lines: [PlanLine] = []
    while lines.count < Self.mostOffers,
      let lapse = state.record(event.id)?.seats.nextLapse(Decide.seatRules(event))
    {
      let at = max(lapse, now)
      let entries = Decide.seatTick(event, state, hours: programme.send.hours, now: at)
      if entries.isEmpty { break }
      for entry in entries { state.apply(entry, at: at) }
      let told = entries.compactMap { entry in
        if case .occurred(_, _, let steps, let people) = entry { return (steps, people) }
        return nil
      }
      lines += told.flatMap { steps, people in
        steps.map {
          PlanLine(
            at: at, event: event.id, step: $0, count: people.count, state: "waiting",
            why: "an offer lapses: to the next in line", people: listing ? people : [])
        }
      }
      if told.isEmpty {
        lines.append(
          PlanLine(
            at: at, event: event.id, step: "offered", count: 0, state: "waiting",
            why: "an offer lapses, and nobody is next"))
      }
    }
    return lines
  }
}
