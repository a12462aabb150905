package import Domain
package import State

/// What the passing of time, or a programme that came into force, makes owed to a host.
extension DeliveryPolicy {
  /// The mails to the host of one event that are owed as of `now` and not yet recorded; also the
  /// decision about its quorum (docs/rsvp.md). Newsletters have no host.
  package func announcements(
    _ schedule: EventSchedule, _ state: State, now: Instant
  ) -> [Entry] {
    let event = schedule.event
    guard !event.isNewsletter, let record = state.record(event.id), record.facts != nil,
      !record.dropped
    else { return [] }
    var notices: [Notice] = []
    let told = noticesTo(schedule.host, record)
    if !event.facts.cancelled {
      if now < event.ends, now >= settled(record),
        !told.contains(where: { $0.notice.kind == .desk })
      {
        notices.append(Notice(.desk))
      }
      notices += previews(schedule, told, state, now: now)
    }
    if let digest = dailyDigest(schedule, told, record, now: now) { notices.append(digest) }
    var entries = notices.map {
      Entry.notified(event: event.id, $0, people: [schedule.host])
    }
    entries += Decide.quorum(
      event, record, host: schedule.host,
      isHeld: state.hold(event.id, Decide.quorumStep, schedule.host) != nil, now: now)
    return entries
  }

  /// The next moment after `now` at which `announcements` may say something new by itself.
  package func nextAnnouncement(
    _ schedule: EventSchedule, _ state: State, now: Instant
  ) -> Instant {
    let event = schedule.event
    let waits = waitMoments(schedule).filter { $0 > now }.min() ?? .distantFuture
    if event.isNewsletter || now > event.ends.adding(seconds: Self.digestDays) { return waits }
    var moments = [nextOpening(after: now), waits]
    if let record = state.record(event.id) { moments.append(settled(record)) }
    if let before = programme.send.previewBefore {
      moments += schedule.timed.map { $0.due.adding(seconds: -before.seconds) }
    }
    moments += Decide.quorumMoments(event, state.record(event.id), host: schedule.host)
    return moments.filter { $0 > now }.min() ?? .distantFuture
  }

  /// A new event is told of as an edit is, once it has stood: one that was a slip needs no desk.
  private func settled(_ record: EventRecord) -> Instant {
    record.acceptedAt.adding(seconds: programme.send.settle.seconds)
  }

  private static let digestDays: Int64 = 2 * 86_400

  /// What this host was told, or is about to be.
  private func noticesTo(
    _ host: Int32, _ record: EventRecord
  ) -> [(notice: Notice, delivery: OccurrenceDelivery)] {
    record.occurrences.compactMap { key, delivery in
      key.person == host ? delivery.notice.map { (notice: $0, delivery: delivery) } : nil
    }
  }

  // MARK: - Previews

  /// A preview for each timed step that comes within `preview_before`, or is due already, has
  /// people to go to, and reads otherwise than what the host has seen (`StepFingerprint`).
  private func previews(
    _ schedule: EventSchedule, _ told: [(notice: Notice, delivery: OccurrenceDelivery)],
    _ state: State, now: Instant
  ) -> [Notice] {
    unseen(schedule, told, now: now).compactMap { index, print in
      let timed = schedule.timed[index]
      let at = max(timed.due, programme.send.hours.next(from: now))
      let people = toGo(schedule, index, state, at: at)
      return people == 0
        ? nil : Notice(.preview, about: timed.step.name, text: print, until: at, count: people)
    }
  }

  /// The steps within `preview_before` that the host has not seen as they read now, with their
  /// prints.
  private func unseen(
    _ schedule: EventSchedule, _ told: [(notice: Notice, delivery: OccurrenceDelivery)],
    now: Instant
  ) -> [(index: Int, print: String)] {
    guard let before = programme.send.previewBefore else { return [] }
    return schedule.timed.enumerated().compactMap { index, timed in
      guard timed.step.to != .host, now <= timed.until,
        now >= timed.due.adding(seconds: -before.seconds)
      else { return nil }
      let print = StepFingerprint.of(timed.step, schedule.event, programme)
      let isSeen = told.contains {
        $0.notice.kind == .preview && $0.notice.about == timed.step.name && $0.notice.text == print
      }
      return isSeen ? nil : (index, print)
    }
  }

  /// The steps that want a preview as soon as there is somebody they go to.
  func unseen(_ schedule: EventSchedule, _ state: State, now: Instant) -> [Int] {
    guard programme.send.previewBefore != nil, !schedule.event.isNewsletter,
      !schedule.event.facts.cancelled, let record = state.record(schedule.event.id),
      record.facts != nil, !record.dropped
    else { return [] }
    return unseen(schedule, noticesTo(schedule.host, record), now: now).map(\.index)
  }

  /// Whether a step goes, now or at its moment, to this one person.
  func isToGo(
    _ schedule: EventSchedule, _ index: Int, _ candidate: Candidate, of person: Int32,
    _ past: EventPast, _ state: State, now: Instant
  ) -> Bool {
    let at = max(schedule.timed[index].due, programme.send.hours.next(from: now))
    switch verdict(schedule, index, candidate, of: person, past, state, now: at) {
    case .due, .waiting, .held: return true
    case .done, .missed, .never: return false
    }
  }

  /// How many people a step will go to, judged as of `at`.
  private func toGo(
    _ schedule: EventSchedule, _ index: Int, _ state: State, at: Instant
  ) -> Int {
    let past = past(schedule, state)
    return candidates(schedule, state).count { person in
      let candidate = candidate(schedule, person, past, state)
      return isToGo(schedule, index, candidate, of: person, past, state, now: at)
    }
  }

  // MARK: - Digests

  /// At each opening of sending hours what changed up to then, when anything did.
  private func dailyDigest(
    _ schedule: EventSchedule, _ told: [(notice: Notice, delivery: OccurrenceDelivery)],
    _ record: EventRecord, now: Instant
  ) -> Notice? {
    let after = Instant(milliseconds: now.milliseconds + 1)
    guard let opening = programme.send.hours.lastOpening(before: after),
      opening <= schedule.event.ends.adding(seconds: Self.digestDays)
    else { return nil }
    let last = told.filter { $0.notice.kind == .digest }.compactMap(\.notice.until).max()
    let from = last ?? .distantPast
    func isNew(_ at: Instant) -> Bool { at > from && at <= opening }
    let isChanged =
      record.seats.standings.values.contains { isNew($0.at) }
      || record.occurrences.values.contains {
        ($0.kind == .offered || $0.kind == .promoted) && isNew($0.at)
      }
    return isChanged ? Notice(.digest, from: last, until: opening) : nil
  }

  /// The first opening of sending hours after `now`.
  private func nextOpening(after now: Instant) -> Instant {
    let hours = programme.send.hours
    let next = hours.next(from: now)
    if next > now { return next }
    let tomorrow = hours.zone.local(now).dayNumber + 1
    return hours.next(
      from: hours.zone.instant(LocalDateTime(dayNumber: tomorrow, hour: 0, minute: 0)))
  }
}
