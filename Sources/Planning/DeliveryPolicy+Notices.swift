package import Domain
package import State

/// Mails of the system itself: to hosts, to the operators, and from a host to guests.
extension DeliveryPolicy {
  /// The verdict on one of them. They go at once, day and night; `schedule` is nil for those about
  /// no event. A hold of a whole event stops what goes to its guests, not what its host must know;
  /// one of everything stops all but alerts.
  package func notice(
    _ key: DeliveryKey, _ schedule: EventSchedule?, _ state: State, now: Instant
  ) -> DeliveryDecision {
    guard let record = state.record(key.event), let delivery = record.occurrences[key],
      let notice = delivery.notice
    else { return .never(why: "nothing happened") }
    if delivery.state.isFinal || delivery.state == .committed { return .done(delivery.state) }
    if let why = bar(notice, key, schedule, record, state) { return .never(why: why) }
    if now > Self.until(notice, delivery, schedule?.event) {
      return .missed(
        why: delivery.attempt.map { "not delivered in time; \($0.reply)" }
          ?? "its moment had passed")
    }
    let hold =
      notice.kind == .note
      ? state.hold(key.event, key.step, key.person)
      : (notice.kind == .alert ? nil : state.holds[.everything])
        ?? state.holds[Scope(event: key.event, step: key.step)]
    if let hold { return .held(why: hold) }
    if let attempt = delivery.attempt, attempt.next > now {
      return .waiting(until: attempt.next, why: "to be tried again; \(attempt.reply)")
    }
    return .due
  }

  private func bar(
    _ notice: Notice, _ key: DeliveryKey, _ schedule: EventSchedule?, _ record: EventRecord,
    _ state: State
  ) -> String? {
    if key.event != Notice.noEvent {
      if record.dropped { return "the event was dropped" }
      guard let schedule else { return "the event is not in force" }
      if notice.kind == .note {
        if schedule.event.facts.cancelled { return "the event is cancelled" }
        if record.seats.seat(of: key.person) != .seated { return "no longer has a seat" }
      } else if key.person != schedule.host {
        return "no longer the host"
      }
    } else if key.person != directory.operators {
      return "no longer the operators' address"
    }
    if let why = state.suppressed[key.person] { return "the address cannot be mailed: \(why)" }
    guard let someone = directory.person(key.person, state) else { return "no longer known" }
    let only = programme.send.onlyTo
    if !only.isEmpty, !only.contains(where: { $0.normalized == someone.email.normalized }) {
      return "not in [send] only_to"
    }
    return nil
  }

  /// The last moment at which such a mail is still of use.
  private static func until(
    _ notice: Notice, _ delivery: OccurrenceDelivery, _ event: Event?
  ) -> Instant {
    switch notice.kind {
    case .alert: delivery.at.adding(seconds: 7 * 86_400)
    case .digest: delivery.at.adding(seconds: 2 * 86_400)
    case .preview: max(notice.until ?? delivery.at, delivery.at).adding(seconds: 86_400)
    case .desk: (event?.ends ?? delivery.at).adding(seconds: 31 * 86_400)
    case .note: event?.ends ?? delivery.at
    case .forward: delivery.at.adding(seconds: 14 * 86_400)
    }
  }

  /// Whether a step for `people` waits for a release.
  package func waitsForRelease(
    _ event: String, _ step: String, people: Int, _ state: State
  ) -> Bool {
    let most = programme.send.confirmOver
    return most > 0 && people > most && !isReleased(Scope(event: event, step: step), state)
  }
}
