import Domain
import Planning
import State

extension Engine {
  /// What a programme means beside the one in force: what comes into force of it, what is recorded,
  /// and what stops. In a rehearsal, where nobody could let go, brakes are told and do not hold.
  struct Examination {
    var programme: Programme
    var entries: [Entry]
    var brakes: [Brake]
    /// Who may stand in a row that waits.
    var waiting = PeopleSet()
  }

  /// The roster that comes into force with `next`: that of the files, or the old one while it
  /// waits. `people` learns under which other ids somebody is known from now on.
  static func examineRoster(
    _ next: Programme, before: Programme?, _ state: State, _ people: inout NameIndex,
    isBraking: Bool, isRehearsal: Bool, busy: Set<Int32> = []
  ) -> Examination {
    let waiting = state.holds[.roster]
    let isReleased = state.released.contains(.roster)
    // What is in force goes on as it is: only its rows that wait go on waiting.
    let isInForce =
      before != nil && state.programme?.fingerprint == next.fingerprint && !isReleased
    var names = people
    let found = Decide.identify(
      next.people, before: before?.people, state, &names, isReleased: isReleased || isRehearsal,
      isBusy: { busy.contains($0) })
    let brake = isInForce ? nil : Guards.roster(found, before: before)
    guard let before, let brake, !isReleased, isBraking else {
      people = names
      var examined = Examination(
        programme: next, entries: found.entries + found.holds(state),
        brakes: [brake, Guards.rows(found)].compactMap(\.self),
        waiting: PeopleSet(found.waiting.flatMap(\.people)))
      examined.programme.people = found.roster
      if isReleased { examined.brakes.removeAll { $0.scope == .roster } }
      // Nobody consented to anything: a programme that comes into force ends the release with the
      // hold.
      if isInForce { return examined }
      if waiting != nil { examined.entries.append(.released(.roster)) }
      if waiting != nil || isReleased {
        examined.entries.append(
          .programmeAccepted(fingerprint: next.fingerprint, people: next.people.count))
      }
      return examined
    }
    return Examination(
      programme: Guards.keepingRoster(of: before, in: next),
      entries: waiting == brake.why ? [] : [.held(.roster, why: brake.why)],
      brakes: [brake])
  }

  /// Whether `next` would mail far more at once than was planned.
  static func examineBlast(
    _ next: DeliveryPolicy, _ entries: [Entry], before: DeliveryPolicy, _ past: State, now: Instant,
    isBraking: Bool
  ) -> Examination {
    var state = past
    for entry in entries { state.apply(entry, at: now) }
    guard let brake = Guards.blast(next, state, before: before, past: past, now: now) else {
      return Examination(programme: next.programme, entries: [], brakes: [])
    }
    return Examination(
      programme: next.programme,
      entries: !isBraking ? [] : [.held(.everything, why: brake.why)], brakes: [brake])
  }

  /// Holds everything while the wall clock is not believed, and lets it go when it came back.
  func watchClock() {
    guard let clock = environment.clock else { return }
    if let jump = clock.jump {
      let brake = Brake(.everything, why: Self.text(jump))
      let isNew = change { current, now in
        if current.state.holds[.everything] != nil { return (false, []) }
        return (true, [.held(.everything, why: brake.why)] + current.alerts([brake], now: now))
      }.0
      if isNew { environment.onBrake(brake) }
    } else if clock.takeReturn() {
      change { current, _ in
        let isOurs = current.state.holds[.everything]?.hasPrefix(Self.clockWhy) ?? false
        return ((), isOurs ? [.released(.everything)] : [])
      }
    }
  }

  /// Begins every reason of a hold that the clock is to blame for.
  static let clockWhy = "the clock jumped"

  private static func text(_ jump: TrustedClock.Jump) -> String {
    "\(clockWhy) from \(jump.expected.rfc3339) to \(jump.wall.rfc3339); set it right, or release "
      + "when it is"
  }
}

extension EngineState {
  /// What the operators are told of brakes, by mail.
  func alerts(_ brakes: [Brake], now: Instant) -> [Entry] {
    if state.isRehearsal { return [] }
    return brakes.flatMap { brake in
      alert(
        brake.scope.event == Scope.roster.event ? .roster : .blast, "\(brake.why): \(brake.remedy)",
        now: now)
    }
  }
}
