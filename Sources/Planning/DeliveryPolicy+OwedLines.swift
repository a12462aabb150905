import Domain
import State

/// The part of a plan that is not timed: mails owed because something happened.
extension DeliveryPolicy {
  func owedLines(_ state: State, now: Instant, listing: Bool) -> [PlanLine] {
    schedules.flatMap { schedule in
      let record = state.record(schedule.event.id)
      return (record.map { owed(schedule, $0, state, now, listing) } ?? [])
        + (record.map { announced(schedule, $0, state, now, listing) } ?? [])
    }
  }

  private func owed(
    _ schedule: EventSchedule, _ record: EventRecord, _ state: State, _ now: Instant,
    _ listing: Bool
  ) -> [PlanLine] {
    var lines: [String: PlanLine] = [:]
    for key in record.owed {
      let (at, held): (Instant, String)
      switch owed(key, schedule, state, now: now) {
      case .due: (at, held) = (now, "")
      case .waiting(let until, _): (at, held) = (until, "")
      case .held(let why): (at, held) = (now, why)
      case .done, .missed, .never: continue
      }
      var line =
        lines[key.step]
        ?? PlanLine(
          at: at, event: key.event, step: key.step, count: 0, state: "waiting", why: "")
      line.at = min(line.at, at)
      line.count += 1
      if !held.isEmpty { (line.state, line.why) = ("held", held) }
      if listing { line.people.append(key.person) }
      lines[key.step] = line
    }
    return Array(lines.values)
  }

  /// An edit that has yet to stand long enough: whom it will be told to, and when.
  private func announced(
    _ schedule: EventSchedule, _ record: EventRecord, _ state: State, _ now: Instant,
    _ listing: Bool
  ) -> [PlanLine] {
    let event = schedule.event
    guard let revision = Decide.nextRevision(of: event, record, settle: programme.send.settle),
      now < event.ends
    else { return [] }
    let people = revision.people.filter { mayBeTold($0, schedule, record, state) }
    if people.isEmpty { return [] }
    return event.steps.filter { $0.trigger == .on(revision.kind) }.map { step in
      let hold = state.hold(event.id, step.name)
      return PlanLine(
        at: max(now, revision.at), event: event.id, step: step.name, count: people.count,
        state: hold == nil ? "waiting" : "held", why: hold ?? "", people: listing ? people : [])
    }
  }

  private func mayBeTold(
    _ person: Int32, _ schedule: EventSchedule, _ record: EventRecord, _ state: State
  ) -> Bool {
    if state.suppressed[person] != nil || onlyTo.map({ !$0.contains(person) }) ?? false {
      return false
    }
    return record.seats.seat(of: person) != .none
      || !state.hasUnsubscribed(person, kind: schedule.event.kind)
  }
}
