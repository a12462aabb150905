package import Domain
package import State

/// The rules of who gets what when: one function for `serve`, `plan`, `explain` and `rehearse`.
///
/// Rules: CONTRACT "Times" and "playbooks". Pure: the clock is an argument. Never changes; a class,
/// because a value of this size would be copied with every question.
package final class DeliveryPolicy: Sendable {
  package let programme: Programme
  package let directory: PeopleDirectory
  package let schedules: [EventSchedule]
  /// `[send] only_to`; nil: everybody.
  let onlyTo: PeopleSet?

  /// Resolves every moment and every audience of `programme` once.
  package init(_ programme: Programme, numbering people: inout NameIndex) {
    self.programme = programme
    let directory = PeopleDirectory(programme, numbering: &people)
    self.directory = directory
    let index = AudienceIndex(
      programme.events.map(\.audience), programme.people, numbers: directory.numbers)
    var schedules: [EventSchedule] = []
    for event in programme.events {
      schedules.append(
        EventSchedule(
          event, programme: programme, audience: index.people(event.audience), people: &people))
    }
    self.schedules = schedules
    onlyTo = directory.staged(programme)
  }

  /// Everybody a timed step of the event might concern: audience, those who answered, the host.
  package func candidates(_ schedule: EventSchedule, _ state: State) -> [Int32] {
    var people = Array(schedule.audience)
    if let book = state.record(schedule.event.id)?.seats {
      people += book.standings.keys.filter { !schedule.audience.contains($0) }.sorted()
    }
    if schedule.timed.contains(where: { $0.step.to == .host }) { people.append(schedule.host) }
    return people
  }

  package func past(_ schedule: EventSchedule, _ state: State) -> EventPast {
    EventPast(schedule, state.record(schedule.event.id), settle: programme.send.settle)
  }

  /// The verdict on timed step number `index` of `schedule` for `person`.
  package func verdict(
    _ schedule: EventSchedule, _ index: Int, _ person: Int32, _ state: State, now: Instant,
    stopped: Set<Scope> = []
  ) -> DeliveryDecision {
    let past = past(schedule, state)
    let candidate = candidate(schedule, person, past, state)
    return verdict(
      schedule, index, candidate, of: person, past, state, now: now, stopped: stopped)
  }

  /// The verdict on every timed step of `schedule` for everybody it might concern.
  package func forEachVerdict(
    _ schedule: EventSchedule, _ state: State, now: Instant,
    _ body: (_ person: Int32, _ index: Int, DeliveryDecision) -> Void
  ) {
    let past = past(schedule, state)
    for person in candidates(schedule, state) {
      let candidate = candidate(schedule, person, past, state)
      for index in schedule.timed.indices {
        body(
          person, index,
          verdict(schedule, index, candidate, of: person, past, state, now: now))
      }
    }
  }

  /// As above, for a candidate that was looked up before. `stopped` are steps held by other means
  /// than holds: they take no room from others in a person's week.
  func verdict(
    _ schedule: EventSchedule, _ index: Int, _ candidate: Candidate, of person: Int32,
    _ past: EventPast, _ state: State, now: Instant, stopped: Set<Scope> = []
  ) -> DeliveryDecision {
    let verdict = verdict(schedule, index, candidate, past, state, now: now)
    guard verdict == .due else { return verdict }
    return weekly(schedule, index, candidate, of: person, state, now: now, stopped: stopped)
  }

  /// The rules that look at one event only: all but `per_person_per_week`. A plan looks past holds.
  func verdict(
    _ schedule: EventSchedule, _ index: Int, _ candidate: Candidate, _ past: EventPast,
    _ state: State, now: Instant, heedingHolds: Bool = true
  ) -> DeliveryDecision {
    let timed = schedule.timed[index]
    let ledger = candidate.states[index]
    if ledger.isFinal || ledger == .committed { return .done(ledger) }
    if let why = bar(schedule, timed.step, candidate, past.record) { return .never(why: why) }
    if timed.step.to != .host,
      let why = Recipients.exclusion(timed.step.to, candidate, schedule)
    {
      return now < timed.due && Recipients.mayStillJoin(timed.step.to, candidate, schedule)
        ? .waiting(until: timed.due, why: "not yet due; so far \(why)") : .never(why: why)
    }
    if let why = overtaken(schedule, index, candidate, past, now: now) { return .never(why: why) }
    if now < timed.due { return .waiting(until: timed.due, why: "not yet due") }
    if let settles = past.settles, now < settles {
      return .waiting(
        until: settles, why: "an edit of the event has to stand for \(programme.send.settle)")
    }
    let hold = heedingHolds ? hold(schedule, index, candidate, state) : nil
    if now > timed.until {
      return .missed(why: missedWhy(hold: hold, attempt: candidate.attempts[index]))
    }
    if let hold { return .held(why: hold) }
    return pace(timed, index, candidate, now: now)
  }

  /// Reasons that end a timed mail whatever the hour.
  private func bar(
    _ schedule: EventSchedule, _ step: Step, _ candidate: Candidate, _ record: EventRecord?
  ) -> String? {
    if schedule.event.facts.cancelled { return "the event is cancelled" }
    if record?.dropped == true { return "the event was dropped" }
    if (step.to == .host) != candidate.isHost {
      return step.to == .host ? "only for the host" : "the host is not a guest"
    }
    return candidate.bar
  }

  /// Of overdue steps only the newest goes, and none that was due before a person's first mail. One
  /// to the audience is overtaken by any later one they had, wherever an edit has moved the two.
  private func overtaken(
    _ schedule: EventSchedule, _ index: Int, _ candidate: Candidate, _ past: EventPast,
    now: Instant
  ) -> String? {
    let mine = schedule.timed[index]
    let forAudience = mine.step.to == .audience
    if forAudience, candidate.answer != nil, candidate.answeredAt > mine.due {
      return "answered before it went"
    }
    if !forAudience, mine.step.to != .host, let first = candidate.firstMail, mine.due < first,
      candidate.attempts[index] == nil
    {
      return "it was due before the first mail about this event"
    }
    for later in schedule.timed.indices.dropFirst(index + 1).reversed() {
      let other = schedule.timed[later]
      guard other.due > mine.due else { continue }
      let isAlike = other.due <= now && (other.step.to == .audience) == forAudience
      let state = candidate.states[later]
      if forAudience || isAlike, had(later, before: index, candidate, past) {
        return "overtaken by \(other.step.name)"
      }
      guard isAlike, !state.mayHaveArrived, now <= other.until, state != .dropped,
        state != .missed,
        concerns(schedule, other.step, candidate)
      else { continue }
      return "overtaken by \(other.step.name)"
    }
    return nil
  }

  /// Whether they had `later`, for what that means to step `index`: one that is due once more is
  /// overtaken only by what went since it is.
  private func had(
    _ later: Int, before index: Int, _ candidate: Candidate, _ past: EventPast
  ) -> Bool {
    guard candidate.earlier.contains(index) else { return candidate.hasHad(later) }
    return candidate.states[later].mayHaveArrived && past.began(later) >= past.began(index)
  }

  private func concerns(_ schedule: EventSchedule, _ step: Step, _ candidate: Candidate) -> Bool {
    if step.to == .host || candidate.isHost { return step.to == .host && candidate.isHost }
    return !candidate.isOutside && Recipients.exclusion(step.to, candidate, schedule) == nil
  }

  private func missedWhy(hold: String?, attempt: Attempt?) -> String {
    if let hold { return "held: \(hold)" }
    if let attempt, !attempt.reply.isEmpty {
      return "not delivered in time; the server last said: \(attempt.reply)"
    }
    return "its moment had passed"
  }

  /// `min_gap`, retries and sending hours.
  private func pace(
    _ timed: EventSchedule.Timed, _ index: Int, _ candidate: Candidate, now: Instant
  ) -> DeliveryDecision {
    let send = programme.send
    let attempt = candidate.attempts[index]
    if let last = candidate.lastTimed, attempt == nil {
      let gap = last.adding(seconds: send.minGap.seconds)
      let next = gap > now ? send.hours.next(from: gap) : now
      if gap > now, next <= timed.until {
        return .waiting(until: next, why: "min_gap \(send.minGap) after the last mail")
      }
      if gap > now, timed.step.to != .attending {
        return .missed(why: "min_gap \(send.minGap) would pass its last moment")
      }
    }
    if let attempt, attempt.next > now {
      return .waiting(until: attempt.next, why: "to be tried again; \(attempt.reply)")
    }
    let open = send.hours.next(from: now)
    if open > now { return .waiting(until: open, why: "outside sending hours") }
    return .due
  }
}
