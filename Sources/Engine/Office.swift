package import Domain
import NIOConcurrencyHelpers
package import Planning
package import State
package import Store
package import Synchronization
package import Threading

/// The one place where things are decided, recorded and applied.
///
/// Every change goes `decide → append → apply` under one lock, in the journal's order, and is
/// acknowledged only when the journal says that it is durable. When the journal cannot write, the
/// state is rebuilt from what is durable, callers get `notSaved`, and nobody was told anything.
package final class Office: Sendable {
  package struct Desk: Sendable {
    package var state: State
    package var agenda: Agenda
    /// In force: as accepted, with events cancelled that were called off (`Decide.calledOff`).
    package var programme: Programme { agenda.judge.programme }
    /// As the files say it.
    var accepted: Programme
    package var zones: KnownZones
    /// The last thing appended; waiting for it covers all before it.
    package var ticket: Ticket?
    /// The last thing the journal took; a later ticket may be one it refused.
    var underWay: Ticket?
    package var needsRebuild = false
    /// The record of how a mail ended may have been given up with others; the next tick looks.
    var mayHaveLostEnds = false
    /// The relay's refusals that were taken for people's, until it is durable that they are not.
    var toTakeBack: [RefusedMail] = []
    package var relayTrouble: String?
    /// Since when the relay takes no mail.
    package var relayTroubleSince: Instant?
    /// The operators were told of that.
    package var isRelayTold = false
    /// How many connections the relay takes, where those are fewer than are wanted.
    package var relayConnections: String?
    /// Whether timed mail waits for the clock.
    package var clockGate = ClockGate()
    /// Since when, and why, nothing could be saved.
    package var unsaved: (since: Instant, reason: String)?
  }

  package let world: World
  package let journal: Journal
  package let bell = WakeUp()
  // Not a `Mutex`: that is handed from thread to thread in turn, and each hand-over is a switch.
  private let desk: NIOLockedValueBox<Desk>
  /// Held while a snapshot is taken or somebody erased: no snapshot may hold who was erased while
  /// it was written. Taken before the lock of the desk.
  package let upkeep = Mutex<Void>(())

  init(desk: Desk, journal: Journal, world: World) {
    self.desk = NIOLockedValueBox(desk)
    self.journal = journal
    self.world = world
  }

  /// Looks at state and agenda; `body` must be quick.
  package func read<R: Sendable>(_ body: (borrowing Desk) throws -> sending R) rethrows -> R {
    try desk.withLockedValue { try body($0) }
  }

  /// Runs `body` under the lock with the present moment, and appends and applies the entries it
  /// returns. The ticket covers everything appended so far, so an answer that changes nothing
  /// still waits for the one it is equal to. `after` sees the desk with the entries applied.
  @discardableResult
  package func change<R: Sendable>(
    _ body: (inout Desk, Instant) -> sending (R, [Entry]),
    after: (inout Desk, Instant) -> Void = { _, _ in }
  ) -> (R, Ticket?) {
    let now = world.now()
    let (result, ticket, rings) = desk.withLockedValue { desk in
      if desk.needsRebuild || journal.status.needsReplay { rebuild(&desk) }
      let (result, entries) = body(&desk, now)
      let calls = desk.agenda.calls
      record(entries, in: &desk, now: now)
      after(&desk, now)
      // Most answers give nobody work, and need not wake a dozen threads.
      let isQuiet = entries.allSatisfy(\.isAnswer) && desk.agenda.calls == calls
      return (result, desk.ticket, !isQuiet)
    }
    if rings { bell.ring() }
    return (result, ticket)
  }

  /// Waits, blocking the thread, until everything up to `ticket` is durable.
  ///
  /// Also who changed nothing is not told "saved" on a disk that fails: what was refused to others may
  /// still be on it, and count after a crash.
  package func wait(_ ticket: Ticket?) throws(StoreError) {
    guard let ticket else { return try requireWritable() }
    do {
      try journal.wait(ticket)
    } catch {
      desk.withLockedValue { $0.needsRebuild = true }
      throw error
    }
  }

  /// As `wait`, for callers that must not block.
  package func durable(_ ticket: Ticket?) async -> Result<Void, StoreError> {
    guard let ticket else {
      do { return .success(try requireWritable()) } catch { return .failure(error) }
    }
    let result = await withCheckedContinuation { continuation in
      journal.onDurable(ticket) { continuation.resume(returning: $0) }
    }
    if case .failure = result { desk.withLockedValue { $0.needsRebuild = true } }
    return result
  }

  private func requireWritable() throws(StoreError) {
    if let reason = journal.status.readOnly { throw .notSaved(reason: reason) }
  }

  /// Appends and applies; the caller holds the lock.
  private func record(_ entries: [Entry], in desk: inout Desk, now: Instant) {
    if entries.isEmpty { return }
    let codec = desk.state.codec
    let records = entries.map { entry in
      let (type, fields) = codec.encode(entry)
      return Record(type: type, at: now.milliseconds, fields: fields)
    }
    // How a mail ended, and what follows from it, must find its place on a full disk too: space is
    // set aside for that. Nobody waits for it, so it goes with the next commitment.
    let ticket = journal.append(
      records, essential: entries.contains(where: \.isOutcome), lazily: entries[0].isOutcome)
    // What the journal refused is in memory only, and perhaps nobody waits for it.
    if ticket.seqs.isEmpty { desk.needsRebuild = true } else { desk.underWay = ticket }
    desk.ticket = ticket
    for entry in entries { apply(entry, in: &desk, now: now) }
  }

  private func apply(_ entry: Entry, in desk: inout Desk, now: Instant) {
    desk.state.apply(entry, at: now)
    switch entry {
    case .answered(let event, let fact, _, _), .seat(let event, let fact):
      _ = desk.agenda.touch(event, fact.person, desk.state, now: now)
    case .handedOver(let event, let giver, let taker, _):
      for fact in [giver, taker].compactMap(\.self) {
        _ = desk.agenda.touch(event, fact.person, desk.state, now: now)
      }
    case .held(let scope, _), .released(let scope):
      desk.agenda.touch(scope.event)
    case .eventDropped(let event), .dueAgain(let event, _, _), .eventAccepted(let event, _):
      desk.agenda.touch(event)
    case .dropped(let key) where key.occurrence == 0:
      _ = desk.agenda.touch(key.event, key.person, desk.state, now: now)
    case .retried(let key):
      desk.agenda.touch(key.event)
    case .missed(let event, _, let people, let occurrence, _) where occurrence == 0:
      // An older step that this one stood before is looked at again.
      for person in people { _ = desk.agenda.touch(event, person, desk.state, now: now) }
    case .calledOff:
      desk.put(desk.accepted)
    case .unsubscribed(let person, _, _), .suppressed(let person, _):
      desk.agenda.touch(person, desk.state, now: now)
    case .resubscribed, .reachable:
      for event in desk.programme.events { desk.agenda.touch(event.id) }
    default: break
    }
  }

  /// The journal refused a batch: what was applied beyond the durable part is forgotten again.
  private func rebuild(_ desk: inout Desk) {
    // What is under way finds its end first, so that the replay does not miss it.
    if let ticket = desk.underWay { try? journal.wait(ticket) }
    var fresh = State()
    fresh.people = desk.state.people.unlearned
    fresh.organisations = desk.state.organisations
    do {
      try journal.replay { line in
        if let entry = try fresh.decode(type: line.type, line.json) {
          fresh.apply(entry, at: Instant(milliseconds: line.at))
        }
      }
    } catch {
      return  // Still unreadable: the next change tries again, and nothing is acknowledged.
    }
    desk.state = fresh
    desk.put(desk.accepted)
    desk.ticket = nil
    desk.underWay = nil
    desk.needsRebuild = false
    desk.mayHaveLostEnds = true
  }
}
