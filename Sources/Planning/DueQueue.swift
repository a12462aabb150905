package import Domain
import HeapModule
package import State

/// What is to be handed over next: computed from programme and state, never stored.
///
/// The due queue looks at everybody of an event only when one of that event's moments passes, and
/// at single people when something happened to them. Every delivery is judged again when it is
/// taken, so a last-second "no" counts. A value: the caller owns clock and state.
package struct DueQueue: Sendable {
  package let policy: DeliveryPolicy
  private var ready: [DeliveryKey] = []
  private var head = 0
  /// Who waits in `ready` or is parked, by step.
  private(set) var queued: [Scope: PeopleSet] = [:]
  private var alarms = Heap<Alarm>()
  private(set) var nextScan: [Instant]
  /// When time was last let pass.
  private var latest = Instant.distantPast
  private var nextAnnouncement: [Instant]
  /// By event the steps that its host has yet to see, and that so far go to nobody.
  private var unseen: [Int: [Int]] = [:]
  /// How often something that happened gave somebody work: a mail to take, or a moment to wait for.
  package private(set) var calls = 0
  /// What waits for a person and was not told to the log yet, and what was.
  private var newWaits: [Wait] = []
  private var toldWaits: Set<ToldWait> = []
  private var inFlight: Set<DeliveryKey> = []
  private(set) var steps: [String: Int] = [:]
  /// Steps held because more people than `confirm_over` would get them, with how many.
  package internal(set) var unconfirmed: [Scope: Int] = [:]
  /// Whom `confirm_over` has counted for a step that it may yet hold.
  var counted: [Scope: PeopleSet] = [:]
  /// Steps that begin with a few people (`Canary`), and those who wait for these.
  var parked: [Scope: [DeliveryKey]] = [:]
  var refusals: [Scope: RefusalWindow] = [:]

  private struct ToldWait: Hashable, Sendable {
    var scope: Scope
    var due: Instant
    var isDue: Bool
  }

  private struct Alarm: Comparable, Sendable {
    var at: Instant
    var event: Int
    var person: Int32
    static func < (a: Alarm, b: Alarm) -> Bool { a.at < b.at }
  }

  /// A due queue that will look at every event at its first `advance`.
  package init(_ policy: DeliveryPolicy) {
    self.policy = policy
    nextScan = policy.schedules.map { _ in .distantPast }
    nextAnnouncement = nextScan
    for (index, schedule) in policy.schedules.enumerated() { steps[schedule.event.id] = index }
  }

  /// A due queue for another programme that knows what is in flight under the one before.
  package init(_ policy: DeliveryPolicy, keeping other: DueQueue) {
    self.init(policy)
    inFlight = other.inFlight
    // A refusal that comes before all were looked at again counts as one of the first few.
    parked = other.parked.mapValues { _ in [] }
    refusals = other.refusals
    calls = other.calls + 1
    toldWaits = other.toldWaits
  }

  /// Forgets what it worked out, but not what is in flight: the state was replaced.
  package mutating func reset() { self = DueQueue(policy, keeping: self) }

  /// Deliveries handed out and not yet settled.
  package var inFlightCount: Int { inFlight.count }
  package var inFlightKeys: Set<DeliveryKey> { inFlight }

  /// Looks at what the passing of time makes due. Returns deliveries that are now too late.
  package mutating func advance(_ state: State, now: Instant) -> [MissedDelivery] {
    // A clock that was set back brings moments again that were passed already.
    if now.adding(seconds: 1) < latest { reset() }
    latest = now
    var late: [MissedDelivery] = []
    for index in policy.schedules.indices where nextScan[index] <= now {
      late += scan(index, state, now: now)
    }
    while let alarm = alarms.min, alarm.at <= now {
      alarms.removeMin()
      late += look(alarm.event, alarm.person, state, now: now)
    }
    return late
  }

  /// Mails to hosts that the passing of time makes owed; their entries are to be recorded.
  package mutating func announce(_ state: State, now: Instant) -> [Entry] {
    var entries: [Entry] = []
    for (index, schedule) in policy.schedules.enumerated() where nextAnnouncement[index] <= now {
      let owed = policy.announcements(schedule, state, now: now)
      entries += owed
      let waits = policy.waits(schedule, state, now: now)
      entries += policy.alerts(of: waits, state, now: now)
      for wait in waits where wait.isQuiet {
        let told = ToldWait(scope: wait.scope, due: wait.due, isDue: wait.due <= now)
        if toldWaits.insert(told).inserted { newWaits.append(wait) }
      }
      let shown = Set(owed.compactMap(\.previewedStep))
      unseen[index] = policy.unseen(schedule, state, now: now)
        .filter { !shown.contains(schedule.timed[$0].step.name) }
      nextAnnouncement[index] = policy.nextAnnouncement(schedule, state, now: now)
    }
    return entries
  }

  /// What waits for a person since it was asked last: a line of the log each.
  package mutating func takeWaits() -> [Wait] {
    defer { newWaits = [] }
    return newWaits
  }

  /// Something happened to `person` in `event`: judge their timed steps again.
  package mutating func touch(
    _ event: String, _ person: Int32, _ state: State, now: Instant
  ) -> [MissedDelivery] {
    guard let index = steps[event] else { return [] }
    // A quorum may be lost or reached by this.
    if policy.schedules[index].event.quorum > 0 {
      nextAnnouncement[index] = .distantPast
      calls += 1
    }
    return lookAgain(index, person, state, now: now) + lookElsewhere(index, person, state, now: now)
  }

  /// Something ended what `person` gets of several events: others may have the room that leaves in
  /// their week, or are few enough now to need no release.
  package mutating func touch(_ person: Int32, _ state: State, now: Instant) {
    guard isLimited || !unconfirmed.isEmpty else { return }
    for index in policy.schedules.indices { lookAgain(index, person, state, now: now) }
  }

  /// Something happened to everybody of `event`: a hold, a release, a revision.
  package mutating func touch(_ event: String) {
    calls += 1
    if event == Scope.everything.event || isLimited {
      for index in nextScan.indices { nextScan[index] = .distantPast }
    } else if let index = steps[event] {
      nextScan[index] = .distantPast
    }
    if let index = steps[event] { nextAnnouncement[index] = .distantPast }
  }

  /// The next delivery that is due, or nil; it counts as in flight until `settle`. `timed`: whether
  /// it may be one of a timed step.
  package mutating func take(
    _ state: State, now: Instant, timed: Bool = true
  ) -> DeliveryKey? {
    if limit(state, now: now) != nil { return nil }
    if let key = owed(state, now: now) {
      inFlight.insert(key)
      return key
    }
    if !timed { return nil }
    if let key = firstFew(state, now: now) { return key }
    while head < ready.count {
      let key = ready[head]
      head += 1
      if head > 8192, head * 2 > ready.count {
        ready.removeFirst(head)
        head = 0
      }
      if let found = pick(key, state, now: now) { return found }
    }
    return nil
  }

  /// Takes a delivery off a queue: into flight when it is still due, else it is judged anew.
  mutating func pick(_ key: DeliveryKey, _ state: State, now: Instant) -> DeliveryKey? {
    queued[Scope(event: key.event, step: key.step)]?.remove(key.person)
    // Looked at again when what is in flight has settled.
    if isBusy(key) { return nil }
    let verdict = verdict(key, state, now: now)
    guard verdict == .due else {
      guard let event = steps[key.event] else { return nil }
      lookAgain(event, key.person, state, now: now)
      // What is not due any more, on a clock that was set back, is not looked at by that.
      if case .waiting(let until, _) = verdict {
        alarms.insert(Alarm(at: until, event: event, person: key.person))
      }
      return nil
    }
    inFlight.insert(key)
    return key
  }

  /// The others of a step need not wait any longer.
  mutating func unpark(_ scope: Scope) {
    ready += parked.removeValue(forKey: scope) ?? []
  }

  /// The delivery came to an end, or was not tried after all.
  package mutating func settle(_ key: DeliveryKey, _ state: State, now: Instant) {
    inFlight.remove(key)
    if key.occurrence != 0, let event = steps[key.event],
      policy.schedules[event].host == key.person
    {
      // What a host was told may be what a decision waited for.
      nextAnnouncement[event] = .distantPast
    }
    // A first mail of any sort ends steps that were due before it, for which others may have
    // waited.
    if key.occurrence == 0 || isLimited, let event = steps[key.event] {
      lookAgain(event, key.person, state, now: now)
      _ = lookElsewhere(event, key.person, state, now: now)
    }
  }

  /// The last look before the last byte: still due, although it is in flight.
  package func isStillDue(_ key: DeliveryKey, _ state: State, now: Instant) -> Bool {
    inFlight.contains(key) && verdict(key, state, now: now) == .due
  }

  /// The verdict on any delivery, timed or owed, as things stand.
  package func verdict(_ key: DeliveryKey, _ state: State, now: Instant) -> DeliveryDecision {
    guard let event = steps[key.event] else {
      return key.event == Notice.noEvent
        ? policy.notice(key, nil, state, now: now) : .never(why: "the event is not in force")
    }
    let schedule = policy.schedules[event]
    if key.occurrence != 0 { return policy.owed(key, schedule, state, now: now) }
    guard let index = schedule.timed.firstIndex(where: { $0.step.name == key.step }) else {
      return .never(why: "the step is not in force")
    }
    let verdict = policy.verdict(
      schedule, index, key.person, state, now: now,
      stopped: isLimited ? Set(unconfirmed.keys) : [])
    guard verdict == .due, unconfirmed[Scope(event: key.event, step: key.step)] != nil else {
      return verdict
    }
    return .held(why: policy.confirmText)
  }

  /// The next moment at which something may become due or too late.
  package func next(_ state: State, now: Instant) -> Instant {
    min(nextDelivery(state, now: now), nextAnnouncement.min() ?? .distantFuture)
  }

  /// As `next`, without the moments at which hosts may have to be told something.
  package func nextDelivery(_ state: State, now: Instant) -> Instant {
    var next = nextScan.min() ?? .distantFuture
    if let alarm = alarms.min { next = min(next, alarm.at) }
    for record in state.events.values {
      for key in record.owed where !inFlight.contains(key) {
        let at = record.occurrences[key]?.attempt?.next ?? .distantPast
        if at > now { next = min(next, at) }
      }
    }
    if let room = limit(state, now: now) { next = min(next, room) }
    return next
  }

  // MARK: -

  /// Whether `per_person_per_week` makes the mail of one event wait for that of another.
  private var isLimited: Bool { policy.programme.send.perPersonPerWeek > 0 }

  /// In flight, or another timed step of the same event to the same person is, on which `min_gap`
  /// and the choice of the newest depend.
  private func isBusy(_ key: DeliveryKey) -> Bool {
    inFlight.contains { other in
      other.person == key.person && other.event == key.event
        && (other.occurrence == 0 || other == key)
    }
  }

  /// When `per_minute` leaves room again; nil while there is room.
  private func limit(_ state: State, now: Instant) -> Instant? {
    let perMinute = policy.programme.smtp.perMinute
    guard perMinute > 0, state.rhythm.count(now: now) + inFlight.count >= perMinute else {
      return nil
    }
    return max(state.rhythm.room(limit: perMinute, now: now), now.adding(seconds: 1))
  }

  private func owed(_ state: State, now: Instant) -> DeliveryKey? {
    var first: (at: Instant, key: DeliveryKey)?
    for (id, record) in state.events where !record.owed.isEmpty {
      guard id == Notice.noEvent || steps[id] != nil else { continue }
      for key in record.owed where !inFlight.contains(key) {
        guard verdict(key, state, now: now) == .due else { continue }
        let at = record.occurrences[key]?.at ?? now
        if first.map({ (at, key.event) < ($0.at, $0.key.event) }) ?? true { first = (at, key) }
        break
      }
    }
    return first?.key
  }

  private mutating func scan(_ index: Int, _ state: State, now: Instant) -> [MissedDelivery] {
    let schedule = policy.schedules[index]
    nextScan[index] = schedule.moments.filter { $0 > now }.min() ?? .distantFuture
    guard schedule.timed.contains(where: { $0.due <= now }) else { return [] }
    size(schedule, state, now: now)
    var late: [MissedDelivery] = []
    let past = policy.past(schedule, state)
    for person in policy.candidates(schedule, state) {
      late += look(index, person, past, state, now: now)
    }
    return late
  }

  /// As `look`; what is too late is found again by the next `advance`, whose caller records it.
  @discardableResult
  private mutating func lookAgain(
    _ event: Int, _ person: Int32, _ state: State, now: Instant
  ) -> [MissedDelivery] {
    // All are looked at next, after they were counted: nobody goes before that.
    if nextScan[event] <= now { return [] }
    let late = look(event, person, state, now: now)
    if !late.isEmpty {
      alarms.insert(Alarm(at: now, event: event, person: person))
      calls += 1
    }
    return late
  }

  /// What one event's mail took from, or left to, a person's week.
  private mutating func lookElsewhere(
    _ event: Int, _ person: Int32, _ state: State, now: Instant
  ) -> [MissedDelivery] {
    guard isLimited else { return [] }
    return policy.schedules.indices.flatMap { index in
      index == event ? [] : lookAgain(index, person, state, now: now)
    }
  }

  /// Looks at everybody of the event again.
  mutating func rescan(_ event: String) {
    guard let index = steps[event] else { return }
    nextScan[index] = .distantPast
    calls += 1
  }

  /// A step of `event` that is stopped takes no room of a week any more.
  mutating func lookEverywhere(but event: String) {
    guard isLimited else { return }
    for index in nextScan.indices where policy.schedules[index].event.id != event {
      nextScan[index] = .distantPast
    }
  }

  private mutating func look(
    _ event: Int, _ person: Int32, _ state: State, now: Instant
  ) -> [MissedDelivery] {
    look(event, person, policy.past(policy.schedules[event], state), state, now: now)
  }

  private mutating func look(
    _ event: Int, _ person: Int32, _ past: EventPast, _ state: State, now: Instant
  ) -> [MissedDelivery] {
    let schedule = policy.schedules[event]
    let candidate = policy.candidate(schedule, person, past, state)
    if let waiting = unseen[event], !waiting.isEmpty,
      waiting.contains(where: {
        policy.isToGo(schedule, $0, candidate, of: person, past, state, now: now)
      })
    {
      unseen[event] = nil
      nextAnnouncement[event] = .distantPast
      calls += 1
    }
    let stopped = isLimited ? Set(unconfirmed.keys) : []
    var late: [MissedDelivery] = []
    for (index, timed) in schedule.timed.enumerated() where timed.due <= now {
      let key = DeliveryKey(event: schedule.event.id, step: timed.step.name, person: person)
      if inFlight.contains(key) { continue }
      let verdict = policy.verdict(
        schedule, index, candidate, of: person, past, state, now: now, stopped: stopped)
      if !unconfirmed.isEmpty, !verdict.isCounted { fallAway(key) }
      switch verdict {
      case .due:
        let scope = Scope(event: key.event, step: key.step)
        if mayGo(scope, schedule, index, person, state, now: now),
          queued[scope]?.contains(person) != true
        {
          queued[scope, default: PeopleSet()].insert(person)
          calls += 1
          if parked[scope]?.append(key) == nil { ready.append(key) }
        }
      case .waiting(let until, _):
        alarms.insert(Alarm(at: max(until, now.adding(seconds: 1)), event: event, person: person))
        calls += 1
      case .missed(let why):
        late.append(MissedDelivery(key: key, why: why))
      case .done, .held, .never:
        break
      }
    }
    return late
  }
}
