import ConfigReader
package import Domain
import Letters
package import Planning
package import Store

extension Office {
  /// What was found when a store was opened.
  package struct Opening: Sendable {
    package var office: Office
    package var report: RecoveryReport
    package var doubts: Int
    /// What stopped because of the programme; `onBrake` was told.
    package var brakes: [Brake]
  }

  /// Opens the store, replays it, puts `programme` in force and names what is in doubt.
  ///
  /// `rehearsal`: only a fresh state, or one that a rehearsal made, is accepted; without it such a
  /// state is refused (64).
  package static func open(
    directory: String, programme: Programme, previous: Programme?, world: World,
    rehearsal: Bool, options: JournalOptions
  ) throws -> Opening {
    // They are read, or made, only when somebody is or was forgotten.
    func keys() throws -> SigningKeys { try world.keys ?? Workshop.keys(directory) }
    try Workshop.finishForgetting(
      StoreFiles(directory: directory, disk: world.disk), keys: keys())
    var state = State()
    var last: Int64?
    let (journal, report) = try Journal.open(
      directory: directory, disk: world.disk, options: options
    ) { line in
      if let entry = try state.decode(type: line.type, line.json) {
        state.apply(entry, at: Instant(milliseconds: line.at))
        last = max(last ?? line.at, line.at)
      }
    }
    if let last { expect(Instant(milliseconds: last), state, world) }
    if state.isRehearsal != rehearsal, rehearsal ? state.programme != nil : true {
      journal.close()
      throw WrongState(directory: directory, isRehearsal: state.isRehearsal)
    }
    let previous = try previous.map {
      try Workshop.withoutForgotten($0, state.forgotten, keys: try keys())
    }
    let isBraking = world.isBraking && !rehearsal
    let roster = examineRoster(
      try Workshop.withoutForgotten(
        programme, state.forgotten, keys: try keys()), before: previous,
      state, isBraking: isBraking)
    let programme = roster.programme
    let inForce = Decide.calledOff(programme, state)
    var people = state.people
    let judge = Judge(inForce, numbering: &people)
    // The programme that was in force before plans nothing else than it did.
    let isNew = previous.map { $0.fingerprint != programme.fingerprint } ?? false
    let before = isNew ? previous.map { Judge($0, numbering: &people) } : nil
    state.people = people
    let office = Office(
      desk: Desk(state: state, agenda: Agenda(judge), accepted: programme),
      journal: journal, world: world)
    let ((doubts, brakes), ticket) = office.change { desk, now in
      var entries: [Entry] = rehearsal && !desk.state.isRehearsal ? [.rehearsal] : []
      let doubts = Decide.doubts(desk.state, programme: programme, now: now)
      entries += roster.entries
      if let previous { entries += Decide.left(previous, inForce, desk.state) }
      entries +=
        doubts
        + Decide.acceptance(
          inForce, desk.state, zone: ConfigReader.loadZone)
      var brakes = roster.brakes
      if let before {
        let blast = examineBlast(
          judge, entries, before: before, desk.state, now: now,
          isBraking: isBraking)
        entries += blast.entries
        brakes += blast.brakes
      }
      let count = doubts.count { if case .doubt = $0 { true } else { false } }
      return ((count, brakes), entries + desk.alerts(brakes, now: now))
    }
    try office.wait(ticket)
    for brake in brakes { world.onBrake(brake) }
    return Opening(office: office, report: report, doubts: doubts, brakes: brakes)
  }

  /// A clock that stands before the last thing that happened, or that was not believed when the
  /// program stopped, is measured by that.
  private static func expect(_ last: Instant, _ state: State, _ world: World) {
    guard let clock = world.clock else { return }
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

  /// Puts a checked programme in force. Nothing is sent by this itself. Returns what stopped because
  /// of it, and told `onBrake`.
  ///
  /// When it cannot be recorded, the programme before stays in force. Nothing can have gone by the
  /// new one meanwhile: a mail's commitment would have come after it in the journal.
  @discardableResult
  package func accept(_ programme: Programme) throws(StoreError) -> [Brake] {
    let ((before, fingerprint, brakes), ticket) = change { desk, now in
      let (before, judge) = (desk.accepted, desk.agenda.judge)
      let isBraking = world.isBraking && !desk.state.isRehearsal
      let roster = Self.examineRoster(
        programme, before: before, desk.state, isBraking: isBraking)
      var entries =
        roster.entries + Decide.left(before, roster.programme, desk.state)
        + Decide.acceptance(
          Decide.calledOff(roster.programme, desk.state), desk.state, zone: ConfigReader.loadZone)
      desk.put(roster.programme)
      let blast = Self.examineBlast(
        desk.agenda.judge, entries, before: judge, desk.state, now: now,
        isBraking: isBraking)
      let brakes = roster.brakes + blast.brakes
      entries += blast.entries + desk.alerts(brakes, now: now)
      return ((before, roster.programme.fingerprint, brakes), entries)
    }
    do {
      try wait(ticket)
    } catch {
      change { desk, _ in
        if desk.accepted.fingerprint == fingerprint { desk.put(before) }
        return ((), [])
      }
      throw error
    }
    for brake in brakes { world.onBrake(brake) }
    bell.ring()
    return brakes
  }
}

extension Office.Desk {
  /// Goes on with another programme, or another state; what is under way stays so.
  mutating func put(_ programme: Programme) {
    accepted = programme
    edition += 1
    let judge = Judge(Decide.calledOff(programme, state), numbering: &state.people)
    agenda = Agenda(judge, keeping: agenda)
  }
}
