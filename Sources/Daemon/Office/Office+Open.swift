package import Domain
import Planning
package import Store

extension Office {
  /// What was found when a store was opened.
  package struct Opening: Sendable {
    package var office: Office
    package var report: RecoveryReport
    package var doubts: Int
  }

  /// Opens the store, replays it, puts `programme` in force and names what is in doubt.
  ///
  /// `rehearsal`: only a fresh state, or one that a rehearsal made, is accepted; without it such a
  /// state is refused (64).
  package static func open(
    directory: String, programme: Programme, previous: Programme?, world: World,
    rehearsal: Bool, options: JournalOptions
  ) throws -> Opening {
    try Workshop.finishForgetting(
      StoreFiles(directory: directory, disk: world.disk), keys: Workshop.keys(directory))
    var state = State()
    let (journal, report) = try Journal.open(
      directory: directory, disk: world.disk, options: options
    ) { line in
      if let entry = try state.decode(type: line.type, line.json) {
        state.apply(entry, at: Instant(milliseconds: line.at))
      }
    }
    if state.isRehearsal != rehearsal, rehearsal ? state.programme != nil : true {
      journal.close()
      throw WrongState(directory: directory, isRehearsal: state.isRehearsal)
    }
    let programme = try Workshop.withoutForgotten(
      programme, state.forgotten, keys: try Workshop.keys(directory))
    var people = state.people
    let judge = Judge(programme, numbering: &people)
    state.people = people
    let office = Office(
      desk: Desk(state: state, agenda: Agenda(judge), programme: programme),
      journal: journal, world: world)
    let (doubts, ticket) = office.change { desk, now in
      var entries: [Entry] = rehearsal && !desk.state.isRehearsal ? [.rehearsal] : []
      let doubts = Decide.doubts(desk.state, programme: programme, now: now)
      if let previous { entries += Decide.left(previous, programme, desk.state) }
      entries += doubts + Decide.acceptance(programme, desk.state)
      let count = doubts.count { if case .doubt = $0 { true } else { false } }
      return (count, entries)
    }
    try office.wait(ticket)
    return Opening(office: office, report: report, doubts: doubts)
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

  /// Puts a checked programme in force. Nothing is sent by this itself.
  ///
  /// When it cannot be recorded, the programme before stays in force. Nothing can have gone by the
  /// new one meanwhile: a mail's commitment would have come after it in the journal.
  package func accept(_ programme: Programme) throws(StoreError) {
    let (before, ticket) = change { desk, _ in
      let before = desk.programme
      let entries =
        Decide.left(before, programme, desk.state) + Decide.acceptance(programme, desk.state)
      desk.serve(programme)
      return (before, entries)
    }
    do {
      try wait(ticket)
    } catch {
      change { desk, _ in
        if desk.programme.fingerprint == programme.fingerprint { desk.serve(before) }
        return ((), [])
      }
      throw error
    }
    bell.ring()
  }
}

extension Office.Desk {
  /// Turns to another programme; what is in flight goes on.
  fileprivate mutating func serve(_ programme: Programme) {
    var people = state.people
    let judge = Judge(programme, numbering: &people)
    state.people = people
    self.programme = programme
    agenda = Agenda(judge, keeping: agenda)
  }
}
