package import Domain

/// The rules of who gets what when: one function for `serve`, `plan`, `explain` and `rehearse`.
///
/// Rules: CONTRACT "Times" and "playbooks". Pure: the clock is an argument.
package struct Judge: Sendable {
  package let programme: Programme
  package let directory: Directory
  package let schedules: [EventSchedule]
  private let onlyTo: Set<String>

  /// Resolves every moment and every audience of `programme` once.
  package init(_ programme: Programme, numbering people: inout NameIndex) {
    self.programme = programme
    let directory = Directory(programme, numbering: &people)
    self.directory = directory
    var schedules: [EventSchedule] = []
    for event in programme.events {
      schedules.append(
        EventSchedule(event, programme: programme, directory: directory, people: &people))
    }
    self.schedules = schedules
    onlyTo = Set(programme.send.onlyTo.map(\.normalized))
  }

  /// Everybody a timed step of the event might concern: audience, those who answered, the host.
  package func candidates(_ schedule: EventSchedule, _ state: State) -> [Int32] {
    var people = schedule.audience
    let known = Set(people)
    if let book = state.record(schedule.event.id)?.seats {
      people.append(contentsOf: book.standings.keys.filter { !known.contains($0) }.sorted())
    }
    if schedule.timed.contains(where: { $0.step.to == .host }) { people.append(schedule.host) }
    return people
  }

  /// The verdict on timed step number `index` of `schedule` for `person`.
  package func verdict(
    _ schedule: EventSchedule, _ index: Int, _ person: Int32, _ state: State, now: Instant
  ) -> Verdict {
    let timed = schedule.timed[index]
    let record = state.record(schedule.event.id)
    let ledger = record?.ledger(timed.step.name, person) ?? .open
    if ledger.isFinal || ledger == .committed { return .done(ledger) }
    if let why = bar(schedule, timed.step, person, record, state) { return .never(why: why) }
    if let why = exclusion(schedule, timed.step, person, record) {
      return now < timed.due && Recipients.mayStillJoin(timed.step.to, person, record)
        ? .waiting(until: timed.due, why: "not yet due; so far \(why)") : .never(why: why)
    }
    if let why = overtaken(schedule, index, person, record, now: now) { return .never(why: why) }
    if now < timed.due { return .waiting(until: timed.due, why: "not yet due") }
    if now > timed.until { return .missed(why: missedWhy(schedule, timed.step, person, state)) }
    if let why = state.hold(schedule.event.id, timed.step.name, person) { return .held(why: why) }
    return pace(schedule, timed, person, record, now: now)
  }

  /// Reasons that end a timed mail whatever the hour.
  private func bar(
    _ schedule: EventSchedule, _ step: Step, _ person: Int32, _ record: EventRecord?, _ state: State
  ) -> String? {
    if schedule.event.facts.cancelled { return "the event is cancelled" }
    if record?.dropped == true { return "the event was dropped" }
    if (step.to == .host) != (person == schedule.host) {
      return step.to == .host ? "only for the host" : "the host is not a guest"
    }
    guard let someone = directory.present(person) else { return "no longer on the roster" }
    if step.to != .host, state.hasUnsubscribed(person, kind: schedule.event.kind) {
      return "unsubscribed"
    }
    if let why = state.suppressed[person] { return "the address cannot be mailed: \(why)" }
    if !onlyTo.isEmpty, !onlyTo.contains(someone.email.normalized) {
      return "not in [send] only_to"
    }
    return nil
  }

  /// Why the person is not, or not yet, in the step's group.
  private func exclusion(
    _ schedule: EventSchedule, _ step: Step, _ person: Int32, _ record: EventRecord?
  ) -> String? {
    guard step.to != .host, let someone = directory.present(person) else { return nil }
    return Recipients.exclusion(step.to, someone, person, schedule.event, record)
  }

  /// Of overdue steps only the newest goes, and none that was due before a person's first mail.
  private func overtaken(
    _ schedule: EventSchedule, _ index: Int, _ person: Int32, _ record: EventRecord?, now: Instant
  ) -> String? {
    let mine = schedule.timed[index]
    let forAudience = mine.step.to == .audience
    if forAudience, let answer = record?.seats.answer(of: person), answer.at > mine.due {
      return "answered before it went"
    }
    if !forAudience, mine.step.to != .host, let first = record?.firstMail(to: person),
      mine.due < first, !isBegun(mine.step, person, record)
    {
      return "it was due before the first mail about this event"
    }
    for later in schedule.timed[(index + 1)...].reversed() where later.due <= now {
      guard (later.step.to == .audience) == forAudience, later.due > mine.due else { continue }
      let state = record?.ledger(later.step.name, person) ?? .open
      if state.mayHaveArrived { return "overtaken by \(later.step.name)" }
      guard now <= later.until, state != .dropped, state != .missed,
        concerns(schedule, later.step, person, record)
      else { continue }
      return "overtaken by \(later.step.name)"
    }
    return nil
  }

  private func concerns(
    _ schedule: EventSchedule, _ step: Step, _ person: Int32, _ record: EventRecord?
  ) -> Bool {
    if step.to == .host || person == schedule.host {
      return step.to == .host && person == schedule.host
    }
    guard let someone = directory.present(person) else { return false }
    return Recipients.exclusion(step.to, someone, person, schedule.event, record) == nil
  }

  /// Whether the step was tried before: the mail that counts may be this very one.
  private func isBegun(_ step: Step, _ person: Int32, _ record: EventRecord?) -> Bool {
    record?.steps[step.name]?.attempts[person] != nil
  }

  private func missedWhy(
    _ schedule: EventSchedule, _ step: Step, _ person: Int32, _ state: State
  ) -> String {
    let key = DeliveryKey(event: schedule.event.id, step: step.name, person: person)
    if let why = state.hold(schedule.event.id, step.name, person) { return "held: \(why)" }
    if let attempt = state.attempt(key), !attempt.reply.isEmpty {
      return "not delivered in time; the server last said: \(attempt.reply)"
    }
    return "its moment had passed"
  }

  /// `min_gap`, retries and sending hours.
  private func pace(
    _ schedule: EventSchedule, _ timed: EventSchedule.Timed, _ person: Int32,
    _ record: EventRecord?, now: Instant
  ) -> Verdict {
    let send = programme.send
    if let last = record?.lastTimedMail(to: person), !isBegun(timed.step, person, record) {
      let gap = last.adding(seconds: send.minGap.seconds)
      let next = gap > now ? send.hours.next(from: gap) : now
      if gap > now, next <= timed.until {
        return .waiting(until: next, why: "min_gap \(send.minGap) after the last mail")
      }
      if gap > now, timed.step.to != .attending {
        return .missed(why: "min_gap \(send.minGap) would pass its last moment")
      }
    }
    if let attempt = record?.steps[timed.step.name]?.attempts[person], attempt.next > now {
      return .waiting(until: attempt.next, why: "to be tried again; \(attempt.reply)")
    }
    let open = send.hours.next(from: now)
    if open > now { return .waiting(until: open, why: "outside sending hours") }
    return .due
  }
}
