package import Domain
package import Planning
package import State
package import Store
import Threading

extension Engine {
  /// What was found when a store was opened.
  package struct Opening: Sendable {
    package var engine: Engine
    package var report: RecoveryReport
    package var doubts: Int
    /// What stopped because of the programme; `onBrake` was told.
    package var brakes: [Brake]
  }

  /// What a store is opened with besides its journal, from the files around it.
  package struct OpeningHooks {
    /// Goes on with an erasure that was interrupted, before the journal is opened.
    package var finishForgetting: () throws -> Void
    /// The programme without the people whose hashes these are; an export may still list them.
    package var withoutForgotten: (Programme, _ hashes: Set<String>) throws -> Programme
    /// A zone of the system by its name.
    package var zone: (String) -> Zone?

    package init(
      finishForgetting: @escaping () throws -> Void,
      withoutForgotten: @escaping (Programme, _ hashes: Set<String>) throws -> Programme,
      zone: @escaping (String) -> Zone?
    ) {
      self.finishForgetting = finishForgetting
      self.withoutForgotten = withoutForgotten
      self.zone = zone
    }
  }

  /// Opens the store, replays it, puts `programme` in force and names what is in doubt.
  ///
  /// `rehearsal`: only a fresh state, or one that a rehearsal made, is accepted; without it such a
  /// state is refused (64). `keep` copies what is about to come into force, durable when it
  /// returns; when it throws, nothing was recorded. `accepting`: false looks at the programme
  /// without putting it in force.
  package static func open(
    directory: String, programme: Programme, previous: Programme?, environment: Environment,
    rehearsal: Bool, options: JournalOptions, accepting: Bool = true, hooks: OpeningHooks,
    keep: (_ programme: Programme, _ state: State) throws -> Void = { _, _ in }
  ) throws -> Opening {
    try hooks.finishForgetting()
    var state = State()
    var last: Int64?
    let (journal, report) = try Journal.open(
      directory: directory, disk: environment.disk, options: options
    ) { line in
      if let entry = try state.decode(type: line.type, line.json) {
        state.apply(entry, at: Instant(milliseconds: line.at))
        last = max(last ?? line.at, line.at)
      }
    }
    if let last { expect(Instant(milliseconds: last), state, environment) }
    if state.isRehearsal != rehearsal, rehearsal ? state.programme != nil : true {
      journal.close()
      throw WrongState(directory: directory, isRehearsal: state.isRehearsal)
    }
    var people = state.people
    let previous = try previous.map {
      try hooks.withoutForgotten($0, state.forgotten).identified(state, &people)
    }
    let isBraking = environment.isBraking && !rehearsal
    let roster = examineRoster(
      try hooks.withoutForgotten(programme, state.forgotten), before: previous, state, &people,
      isBraking: isBraking, isRehearsal: rehearsal)
    let programme = roster.programme
    do {
      try keep(programme, state)
    } catch {
      journal.close()
      throw error
    }
    let inForce = Decide.calledOff(programme, state)
    let policy = DeliveryPolicy(inForce, numbering: &people)
    // The programme that was in force before plans nothing else than it did.
    let isNew = previous.map { $0.fingerprint != programme.fingerprint } ?? false
    let before = isNew ? previous.map { DeliveryPolicy($0, numbering: &people) } : nil
    state.people = people
    let zones = KnownZones(programme, state, load: hooks.zone)
    var current = EngineState(
      state: state, dueQueue: DueQueue(policy), accepted: programme, zones: zones)
    if let read = environment.kernelClock {
      current.clockGate = ClockGate(read(), wait: programme.send.clockWait.seconds)
      if current.clockGate != ClockGate() { environment.onClockGate(current.clockGate) }
    }
    let engine = Engine(current: current, journal: journal, environment: environment)
    let ((doubts, brakes), ticket) = engine.change { current, now in
      var entries: [Entry] = rehearsal && !current.state.isRehearsal ? [.rehearsal] : []
      let doubts = Decide.doubts(current.state, programme: programme, now: now)
      entries += roster.entries
      if let previous {
        entries += Decide.left(previous, inForce, current.state, waiting: roster.waiting)
      }
      entries +=
        doubts
        + (accepting ? Decide.acceptance(inForce, current.state, zone: { zones[$0] }) : [])
      var brakes = roster.brakes
      if let before {
        let blast = examineBlast(
          policy, entries, before: before, current.state, now: now,
          isBraking: isBraking)
        entries += blast.entries
        brakes += blast.brakes
      }
      let count = doubts.count { if case .doubt = $0 { true } else { false } }
      return ((count, brakes), entries + current.alerts(brakes, now: now))
    }
    try engine.wait(ticket)
    for brake in brakes { environment.onBrake(brake) }
    return Opening(engine: engine, report: report, doubts: doubts, brakes: brakes)
  }

  /// A clock that stands before the last thing that happened, or that was not believed when the
  /// program stopped, is measured by that.
  private static func expect(_ last: Instant, _ state: State, _ environment: Environment) {
    guard let clock = environment.clock else { return }
    let isDoubted = state.holds[.everything]?.hasPrefix(clockWhy) ?? false
    if isDoubted || clock.now < last { clock.expect(last) }
  }

  /// A state of the other kind: live instead of rehearsed, or the other way round.
  package struct WrongState: Error, CustomStringConvertible {
    package var directory: String
    package var isRehearsal: Bool
    package var description: String {
      isRehearsal
        ? "\(directory): made by a rehearsal; serve needs a state of its own (--state DIR)"
        : "\(directory): a live state; rehearse with --start-from \(directory), which copies it"
    }
  }

  /// Puts a checked programme in force. Nothing is sent by this itself. Returns what stopped
  /// because of it, and told `onBrake`.
  ///
  /// When it cannot be recorded, the programme before stays in force. Nothing can have gone by the
  /// new one meanwhile: a mail's commitment would have come after it in the journal.
  @discardableResult
  package func accept(_ programme: Programme) throws(StoreError) -> [Brake] {
    try accept(programme, asKept: nil) ?? []
  }

  /// What of `programme` would come into force now: all of it, or all but its people.
  package func examined(_ programme: Programme) -> Programme {
    read { current in
      var people = current.state.people
      return Self.examineRoster(
        programme, before: current.accepted, current.state, &people,
        isBraking: environment.isBraking && !current.state.isRehearsal,
        isRehearsal: current.state.isRehearsal,
        busy: Set(current.dueQueue.inFlightKeys.map(\.person))
      ).programme
    }
  }

  /// As `accept`, when what comes into force is what was kept; else nothing is changed, and nil.
  ///
  /// `adopt` puts what else was made of the programme in force, in the same moment, under the lock.
  /// What it returns puts back what was before, with the rules, should this not be recorded.
  package func accept(
    _ programme: Programme, asKept kept: String?,
    adopt: () -> @Sendable () -> Void = { {} }
  ) throws(StoreError) -> [Brake]? {
    let (change, ticket) = change { current, now in
      let (before, policy) = (current.accepted, current.dueQueue.policy)
      let isBraking = environment.isBraking && !current.state.isRehearsal
      let busy = Set(current.dueQueue.inFlightKeys.map(\.person))
      var people = current.state.people
      let roster = Self.examineRoster(
        programme, before: before, current.state, &people, isBraking: isBraking,
        isRehearsal: current.state.isRehearsal, busy: busy)
      if let kept, roster.programme.fingerprint != kept { return (Accepted?.none, []) }
      current.state.people = people
      current.zones.add(roster.programme)
      let zones = current.zones
      var entries =
        roster.entries
        + Decide.left(before, roster.programme, current.state, waiting: roster.waiting)
        + Decide.acceptance(
          Decide.calledOff(roster.programme, current.state), current.state, zone: { zones[$0] })
      current.put(roster.programme)
      let blast = Self.examineBlast(
        current.dueQueue.policy, entries, before: policy, current.state, now: now,
        isBraking: isBraking)
      let brakes = roster.brakes + blast.brakes
      entries += blast.entries + current.alerts(brakes, now: now)
      return (
        Accepted(
          before: before, fingerprint: roster.programme.fingerprint, brakes: brakes,
          putBack: adopt()), entries
      )
    }
    guard let change else { return nil }
    do {
      try wait(ticket)
    } catch {
      self.change { current, _ in
        if current.accepted.fingerprint == change.fingerprint {
          current.put(change.before)
          change.putBack()
        }
        return ((), [])
      }
      throw error
    }
    for brake in change.brakes { environment.onBrake(brake) }
    wakeUp.ring()
    return change.brakes
  }

  private struct Accepted {
    var before: Programme
    var fingerprint: String
    var brakes: [Brake]
    var putBack: @Sendable () -> Void
  }
}

extension Programme {
  /// With the rows only that say who they are: as it was in force.
  func identified(_ state: State, _ people: inout NameIndex) -> Programme {
    var programme = self
    programme.people = Decide.identify(self.people, before: nil, state, &people).roster
    return programme
  }
}

extension EngineState {
  /// Goes on with another programme, or another state; what is under way stays so.
  mutating func put(_ programme: Programme) {
    accepted = programme
    let policy = DeliveryPolicy(Decide.calledOff(programme, state), numbering: &state.people)
    dueQueue = DueQueue(policy, keeping: dueQueue)
  }
}
