import Domain
import State

/// Adds up what everybody will get. People in the same place are led forward once and counted.
struct Planner {
  let policy: DeliveryPolicy
  let state: State
  let now: Instant
  let isListing: Bool

  private struct Draft {
    var at = Instant.distantFuture
    var count = 0
    /// As `confirm_over` counts, but for those who have it already.
    var crowd = 0
    var held = ""
    var people: [Int32] = []
  }

  private var drafts: [[Draft]]
  /// People of whom more is known than an event can say: looked at one by one.
  private let special: PeopleSet

  init(policy: DeliveryPolicy, state: State, now: Instant, isListing: Bool) {
    self.policy = policy
    self.state = state
    self.now = now
    self.isListing = isListing
    drafts = policy.schedules.map { $0.timed.map { _ in Draft() } }
    var special = PeopleSet(state.suppressed.keys)
    for person in state.unsubscribed.keys { special.insert(person) }
    for scope in state.holds.keys {
      if let person = scope.person { special.insert(person) }
    }
    for schedule in policy.schedules { special.insert(schedule.host) }
    self.special = special
  }

  mutating func run() {
    if policy.programme.send.perPersonPerWeek > 0 { return runTogether() }
    for (number, schedule) in policy.schedules.enumerated() where isToCome(schedule) {
      run(number, schedule)
    }
  }

  var lines: [PlanLine] {
    policy.schedules.enumerated().flatMap { number, schedule in
      schedule.timed.indices.compactMap { line(number, schedule, $0) }
    }
  }

  private func isToCome(_ schedule: EventSchedule) -> Bool {
    schedule.timed.contains { $0.until >= now }
  }

  private func line(_ number: Int, _ schedule: EventSchedule, _ step: Int) -> PlanLine? {
    let draft = drafts[number][step]
    if draft.count == 0 { return nil }
    let scope = Scope(event: schedule.event.id, step: schedule.timed[step].step.name)
    let most = policy.programme.send.confirmOver
    let ledger = state.record(scope.event)?.steps[scope.step]
    let have = ledger.map { $0.count(.sent) + $0.count(.committed) } ?? 0
    // Who is invited at the very moment of a step comes to it after the others were counted.
    let crowd = max(draft.crowd, draft.count) + have
    var held = draft.held
    if held.isEmpty, most > 0, crowd > most, !policy.isReleased(scope, state) {
      held = policy.confirmText
    }
    return PlanLine(
      at: draft.at, event: scope.event, step: scope.step, count: draft.count,
      state: held.isEmpty ? "waiting" : "held", why: held, people: draft.people)
  }

  private mutating func add(_ course: Forecast, _ count: Int, _ people: [Int32]) {
    for send in course.sends {
      drafts[send.event][send.step].at = min(drafts[send.event][send.step].at, send.at)
      drafts[send.event][send.step].count += count
      if isListing { drafts[send.event][send.step].people += people }
      if !send.held.isEmpty { drafts[send.event][send.step].held = send.held }
    }
    for place in course.counted { drafts[place.event][place.step].crowd += count }
  }

  // MARK: - One event after the other

  private mutating func run(_ number: Int, _ schedule: EventSchedule) {
    let past = policy.past(schedule, state)
    var courses: [Candidate: Forecast] = [:]
    let known = policy.onlyTo.map(schedule.audience.intersection) ?? schedule.audience
    var blank = known.subtracting(special)
    var others = Array(schedule.audience.subtracting(blank))
    if past.record != nil {
      var untouched = PeopleSet()
      for person in blank {
        if past.isBlank(person) { untouched.insert(person) } else { others.append(person) }
      }
      blank = untouched
    }
    others += past.record?.seats.standings.keys.filter { !schedule.audience.contains($0) } ?? []
    if schedule.timed.contains(where: { $0.step.to == .host }) { others.append(schedule.host) }
    for person in others {
      let candidate = policy.candidate(schedule, person, past, state)
      let course = courses[candidate] ?? course(number, candidate, past)
      courses[candidate] = course
      add(course, 1, [person])
    }
    if blank.count > 0 {
      var candidate = Candidate(states: schedule.timed.map { _ in .open })
      candidate.isInAudience = true
      add(course(number, candidate, past), blank.count, isListing ? Array(blank) : [])
    }
  }

  private func course(_ number: Int, _ candidate: Candidate, _ past: EventPast) -> Forecast {
    var walk = ForecastWalk(
      policy, state, threads: [.init(event: number, candidate: candidate, past: past)])
    return walk.walk(from: now)
  }

  // MARK: - All events of a person together

  private struct Life: Hashable {
    var events: [Int]
    var candidates: [Candidate]
    var sent: [Instant]
  }

  /// With a limit over all events, one event's mail may be another's delay.
  private mutating func runTogether() {
    let pasts = policy.schedules.map { policy.past($0, state) }
    let open = policy.schedules.indices.filter { isToCome(policy.schedules[$0]) }
    var people = PeopleSet()
    for number in open {
      people = people.union(PeopleSet(policy.candidates(policy.schedules[number], state)))
    }
    var courses: [Life: Forecast] = [:]
    let edge = now.adding(seconds: -DeliveryPolicy.week)
    for person in people {
      var life = Life(events: [], candidates: [], sent: [])
      for number in open where isConcerned(person, policy.schedules[number], pasts[number]) {
        let candidate = policy.candidate(policy.schedules[number], person, pasts[number], state)
        life.events.append(number)
        life.candidates.append(candidate)
      }
      life.sent = state.recentMail.moments(of: person, after: edge)
      let course = courses[life] ?? course(life, pasts)
      courses[life] = course
      add(course, 1, [person])
    }
  }

  private func isConcerned(_ person: Int32, _ schedule: EventSchedule, _ past: EventPast) -> Bool {
    schedule.audience.contains(person) || person == schedule.host
      || past.record?.seats.answer(of: person) != nil
  }

  private func course(_ life: Life, _ pasts: [EventPast]) -> Forecast {
    var walk = ForecastWalk(
      policy, state,
      threads: zip(life.events, life.candidates).map {
        .init(event: $0, candidate: $1, past: pasts[$0])
      }, sent: life.sent)
    return walk.walk(from: now)
  }
}
