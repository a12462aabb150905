package import Domain
import NIOConcurrencyHelpers
package import Planning
package import State
package import Store
package import Synchronization
package import Threading

/// What the engine knows, and what follows from it: behind its one lock.
package struct EngineState: Sendable {
  package var state: State
  package var dueQueue: DueQueue
  /// In force: as accepted, with events cancelled that were called off (`Decide.calledOff`).
  package var programme: Programme { dueQueue.policy.programme }
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

/// The one place where things are decided, recorded and applied.
///
/// Every change goes `decide → append → apply` under one lock, in the journal's order, and is
/// acknowledged only when the journal says that it is durable. When the journal cannot write, the
/// state is rebuilt from what is durable, callers get `notSaved`, and nobody was told anything.
package final class Engine: Sendable {
  package let environment: Environment
  package let journal: Journal
  package let wakeUp = WakeUp()
  // Not a `Mutex`: that is handed from thread to thread in turn, and each hand-over is a switch.
  private let current: NIOLockedValueBox<EngineState>
  /// Held while a snapshot is taken or somebody erased: no snapshot may hold who was erased while
  /// it was written. Taken before the lock of the state.
  package let upkeep = Mutex<Void>(())

  init(current: EngineState, journal: Journal, environment: Environment) {
    self.current = NIOLockedValueBox(current)
    self.journal = journal
    self.environment = environment
  }

  /// Looks at state and due queue; `body` must be quick.
  package func read<R: Sendable>(_ body: (borrowing EngineState) throws -> sending R) rethrows -> R
  {
    try current.withLockedValue { try body($0) }
  }

  /// Runs `body` under the lock with the present moment, and appends and applies the entries it
  /// returns. The ticket covers everything appended so far, so an answer that changes nothing
  /// still waits for the one it is equal to. `after` sees the state with the entries applied.
  @discardableResult
  package func change<R: Sendable>(
    _ body: (inout EngineState, Instant) -> sending (R, [Entry]),
    after: (inout EngineState, Instant) -> Void = { _, _ in }
  ) -> (R, Ticket?) {
    let now = environment.now()
    let (result, ticket, rings) = current.withLockedValue { current in
      if current.needsRebuild || journal.status.needsReplay { rebuild(&current) }
      let (result, entries) = body(&current, now)
      let calls = current.dueQueue.calls
      record(entries, in: &current, now: now)
      after(&current, now)
      // Most answers give nobody work, and need not wake a dozen threads.
      let isQuiet = entries.allSatisfy(\.isAnswer) && current.dueQueue.calls == calls
      return (result, current.ticket, !isQuiet)
    }
    if rings { wakeUp.ring() }
    return (result, ticket)
  }

  /// Waits, blocking the thread, until everything up to `ticket` is durable.
  ///
  /// Also who changed nothing is not told "saved" on a disk that fails: what was refused to others
  /// may still be on it, and count after a crash.
  package func wait(_ ticket: Ticket?) throws(StoreError) {
    guard let ticket else { return try requireWritable() }
    do {
      try journal.wait(ticket)
    } catch {
      current.withLockedValue { $0.needsRebuild = true }
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
    if case .failure = result { current.withLockedValue { $0.needsRebuild = true } }
    return result
  }

  private func requireWritable() throws(StoreError) {
    if let reason = journal.status.readOnly { throw .notSaved(reason: reason) }
  }

  /// Appends and applies; the caller holds the lock.
  private func record(_ entries: [Entry], in current: inout EngineState, now: Instant) {
    if entries.isEmpty { return }
    let codec = current.state.codec
    let records = entries.map { entry in
      let (type, fields) = codec.encode(entry)
      return Record(type: type, at: now.milliseconds, fields: fields)
    }
    // How a mail ended, and what follows from it, must find its place on a full disk too: space is
    // set aside for that. Nobody waits for it, so it goes with the next commitment.
    let ticket = journal.append(
      records, essential: entries.contains(where: \.isOutcome), lazily: entries[0].isOutcome)
    // What the journal refused is in memory only, and perhaps nobody waits for it.
    if ticket.seqs.isEmpty { current.needsRebuild = true } else { current.underWay = ticket }
    current.ticket = ticket
    for entry in entries { apply(entry, in: &current, now: now) }
  }

  private func apply(_ entry: Entry, in current: inout EngineState, now: Instant) {
    current.state.apply(entry, at: now)
    switch entry {
    case .answered(let event, let fact, _, _), .seat(let event, let fact):
      _ = current.dueQueue.touch(event, fact.person, current.state, now: now)
    case .handedOver(let event, let giver, let taker, _):
      for fact in [giver, taker].compactMap(\.self) {
        _ = current.dueQueue.touch(event, fact.person, current.state, now: now)
      }
    case .held(let scope, _), .released(let scope):
      current.dueQueue.touch(scope.event)
    case .eventDropped(let event), .dueAgain(let event, _, _), .eventAccepted(let event, _):
      current.dueQueue.touch(event)
    case .dropped(let key) where key.occurrence == 0:
      _ = current.dueQueue.touch(key.event, key.person, current.state, now: now)
    case .retried(let key):
      current.dueQueue.touch(key.event)
    case .missed(let event, _, let people, let occurrence, _) where occurrence == 0:
      // An older step that this one stood before is looked at again.
      for person in people { _ = current.dueQueue.touch(event, person, current.state, now: now) }
    case .calledOff:
      current.put(current.accepted)
    case .unsubscribed(let person, _, _), .suppressed(let person, _):
      current.dueQueue.touch(person, current.state, now: now)
    case .resubscribed, .reachable:
      for event in current.programme.events { current.dueQueue.touch(event.id) }
    default: break
    }
  }

  /// The journal refused a batch: what was applied beyond the durable part is forgotten again.
  private func rebuild(_ current: inout EngineState) {
    // What is under way finds its end first, so that the replay does not miss it.
    if let ticket = current.underWay { try? journal.wait(ticket) }
    var fresh = State()
    fresh.people = current.state.people.unlearned
    fresh.organisations = current.state.organisations
    do {
      try journal.replay { line in
        if let entry = try fresh.decode(type: line.type, line.json) {
          fresh.apply(entry, at: Instant(milliseconds: line.at))
        }
      }
    } catch {
      return  // Still unreadable: the next change tries again, and nothing is acknowledged.
    }
    current.state = fresh
    current.put(current.accepted)
    current.ticket = nil
    current.underWay = nil
    current.needsRebuild = false
    current.mayHaveLostEnds = true
  }
}
