package import Domain
package import State

extension DeliveryPolicy {
  /// The verdict on a mail that is owed because something happened.
  ///
  /// Such mails go day and night, also to people who unsubscribed, when they are about the
  /// person's own answer or a seat they hold.
  package func owed(
    _ key: DeliveryKey, _ schedule: EventSchedule, _ state: State, now: Instant
  ) -> DeliveryDecision {
    guard let record = state.record(key.event), let delivery = record.occurrences[key] else {
      return .never(why: "nothing happened")
    }
    if delivery.kind == .notice { return notice(key, schedule, state, now: now) }
    if delivery.state.isFinal || delivery.state == .committed { return .done(delivery.state) }
    guard let step = schedule.event.step(key.step) else {
      return .never(why: "the step is not in force")
    }
    if let why = bar(delivery.kind, key.person, schedule, record, state, now: now) {
      return .never(why: why)
    }
    let until = EventSchedule.until(step, schedule.event)
    if now > until {
      return .missed(
        why: delivery.attempt.map { "not delivered in time; \($0.reply)" }
          ?? "its moment had passed")
    }
    if let why = state.hold(key.event, key.step, key.person) { return .held(why: why) }
    if let attempt = delivery.attempt, attempt.next > now {
      return .waiting(until: attempt.next, why: "to be tried again; \(attempt.reply)")
    }
    return .due
  }

  private func bar(
    _ kind: Step.Occurrence, _ person: Int32, _ schedule: EventSchedule, _ record: EventRecord,
    _ state: State, now: Instant
  ) -> String? {
    if record.dropped { return "the event was dropped" }
    if let why = state.suppressed[person] { return "the address cannot be mailed: \(why)" }
    guard let someone = directory.person(person, state) else { return "no longer known" }
    let only = programme.send.onlyTo
    if !only.isEmpty, !only.contains(where: { $0.normalized == someone.email.normalized }) {
      return "not in [send] only_to"
    }
    let seat = record.seats.seat(of: person)
    let choice = record.seats.answer(of: person)?.choice
    switch kind {
    case .rsvp, .notice: return nil
    case .asked:
      if schedule.event.facts.cancelled { return "the event is cancelled" }
      return record.isExpired(person, now: now) ? "asked too long ago" : nil
    case .waiting: return seat == .waiting ? nil : "no longer on the waiting list"
    case .offered: return seat == .offered ? nil : "the seat is no longer held for them"
    case .promoted: return seat == .seated ? nil : "no longer has the seat"
    case .rescheduled, .cancelled:
      if choice == .no { return "declined" }
      // What people were last told counts, not an edit that has yet to settle.
      if record.facts?.cancelled == (kind == .rescheduled) {
        return kind == .rescheduled ? "the event is cancelled" : "the event goes on"
      }
      if seat == .none, state.hasUnsubscribed(person, kind: schedule.event.kind) {
        return "unsubscribed"
      }
      return nil
    }
  }
}
