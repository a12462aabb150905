package import Domain

/// The quorum, decided at `answer_by`: go-ahead, or a cancellation that the host knew of a day
/// before.
extension Decide {
  /// How long before a cancellation for want of a quorum its host must have been told, in seconds.
  package static let quorumWarning: Int64 = 86_400
  /// What the preview that warns of such a cancellation is about, and the digest that says "go".
  package static let quorumStep = "cancelled"
  package static let goAhead = "go-ahead"

  /// What is to be done about an event's quorum as of `now` (docs/rsvp.md has the table).
  ///
  /// - a day before `answer_by`, or as soon as it is short after that: the host is warned;
  /// - from `answer_by` on, short, and the warning handed over a day ago: called off, unless held;
  /// - from `answer_by` on, reached: the host is told to go ahead, once.
  package static func quorum(
    _ event: Event, _ record: EventRecord, host: Int32, isHeld: Bool, now: Instant
  ) -> [Entry] {
    guard event.quorum > 0, !event.facts.cancelled, !record.calledOff, now < event.starts,
      now >= event.answerBy.adding(seconds: -quorumWarning)
    else { return [] }
    func notify(_ notice: Notice) -> [Entry] {
      [.notified(event: event.id, notice, people: [host])]
    }
    if record.seats.quorumMet(seatRules(event)) {
      let isTold = record.notices(to: host).contains {
        $0.notice?.kind == .digest && $0.notice?.about == goAhead
      }
      return now < event.answerBy || isTold
        ? [] : notify(Notice(.digest, about: goAhead, until: now))
    }
    guard let warning = warningMail(event, record, host) else {
      return notify(
        Notice(
          .preview, about: quorumStep, text: print(event),
          until: max(event.answerBy, now.adding(seconds: quorumWarning)),
          count: told(event, record).count))
    }
    guard let decision = decisionMoment(event, warning), now >= decision, !isHeld else { return [] }
    var facts = RecordedFacts(event.facts)
    facts.cancelled = true
    return dueAgain(event, record, by: facts) + [
      .calledOff(event: event.id),
      .eventRevised(event: event.id, sequence: record.sequence + 1, facts: facts),
    ] + occurred(event, .cancelled, told(event, record))
  }

  /// The cancellation that threatens an event whose host was warned: when it is decided, and how
  /// many would be told. Nil when the quorum is reached, or all is decided.
  package static func shortage(
    _ event: Event, _ record: EventRecord, host: Int32
  ) -> (decided: Instant, people: Int)? {
    guard event.quorum > 0, !event.facts.cancelled, !record.calledOff,
      !record.seats.quorumMet(seatRules(event)), let warning = warningMail(event, record, host)
    else { return nil }
    let decided = max(event.answerBy, warning.at.adding(seconds: quorumWarning))
    return (decided, told(event, record).count)
  }

  /// When an event is called off if nobody else comes; nil when its quorum is reached, or it is too
  /// late for that.
  package static func calledOffAt(
    _ event: Event, _ record: EventRecord, host: Int32, now: Instant
  ) -> Instant? {
    guard event.quorum > 0, !event.facts.cancelled, !record.calledOff, now < event.starts,
      !record.seats.quorumMet(seatRules(event))
    else { return nil }
    // The host is warned a day before, or at once when that has passed.
    let warned =
      warningMail(event, record, host)?.at
      ?? max(now, event.answerBy.adding(seconds: -quorumWarning))
    let at = max(now, event.answerBy, warned.adding(seconds: quorumWarning))
    return at < event.starts ? at : nil
  }

  /// When `quorum` may decide something by itself.
  package static func quorumMoments(
    _ event: Event, _ record: EventRecord?, host: Int32
  ) -> [Instant] {
    guard event.quorum > 0, !event.facts.cancelled else { return [] }
    var moments = [event.answerBy.adding(seconds: -quorumWarning), event.answerBy]
    if let record, let warning = warningMail(event, record, host),
      let decision = decisionMoment(event, warning)
    {
      moments.append(decision)
    }
    return moments
  }

  /// The programme with the events cancelled that were called off and are still short of a quorum:
  /// a lower `quorum` in the file undoes it, as any cancellation can be undone.
  package static func calledOff(_ programme: Programme, _ state: State) -> Programme {
    var programme = programme
    for (index, event) in programme.events.enumerated() {
      guard let record = state.events[event.id], record.calledOff,
        !record.seats.quorumMet(seatRules(event))
      else { continue }
      programme.events[index].facts.cancelled = true
    }
    return programme
  }

  /// The warning of this `answer_by`; after another one the host is warned anew.
  private static func warningMail(
    _ event: Event, _ record: EventRecord, _ host: Int32
  ) -> OccurrenceDelivery? {
    record.notices(to: host).first {
      $0.notice?.kind == .preview && $0.notice?.about == quorumStep
        && $0.notice?.text == print(event)
    }
  }

  private static func print(_ event: Event) -> String { "\(event.answerBy.milliseconds)" }

  /// The moment to decide; nil while the warning has not reached the host.
  private static func decisionMoment(_ event: Event, _ warning: OccurrenceDelivery) -> Instant? {
    warning.state.mayHaveArrived
      ? max(event.answerBy, warning.at.adding(seconds: quorumWarning)) : nil
  }
}

extension EventRecord {
  /// Mails of the system to one person.
  package func notices(to person: Int32) -> [OccurrenceDelivery] {
    occurrences.compactMap { $0.key.person == person && $0.value.notice != nil ? $0.value : nil }
  }
}
