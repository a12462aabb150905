package import Domain
import Planning
import State
import Store

extension Engine {
  /// Lets time pass: settled edits, offers that ran out, deliveries that are too late.
  package func tick() {
    if journal.status.needsReplay { change { _, _ in ((), []) } }
    noteStore()
    // Nothing can be recorded now; what is too late or settled will be so when it can.
    guard journal.status.readOnly == nil else { return }
    // By a clock that may be hours wrong nothing is due, too late or settled.
    guard passesClockGate() else { return }
    watchClock()
    takeBack([])
    change { current, now in ((), Self.lostEnds(&current, now)) }
    change { current, now in ((), Self.revisions(&current, now)) }
    change { current, now in ((), Self.seats(&current, now)) }
    let waits = change { current, now in
      let entries = current.dueQueue.announce(current.state, now: now)
      let zone = current.programme.network.zone
      return (
        current.dueQueue.takeWaits().map { Brake($0.scope, why: $0.text(now: now, zone: zone)) },
        entries
      )
    }.0
    for wait in waits { environment.onWait(wait) }
    change { current, now in
      let late = current.dueQueue.advance(current.state, now: now)
      return ((), Self.missed(late) + Self.stale(current, now))
    }
  }

  /// A store that could not write is told of when it can: the alert has to be recorded itself.
  private func noteStore() {
    let reason = journal.status.readOnly
    guard reason != nil || read({ $0.unsaved != nil }) else { return }
    change { current, now in
      if let reason {
        if current.unsaved == nil { current.unsaved = (now, "\(reason)") }
        return ((), [])
      }
      guard let (since, reason) = current.unsaved else { return ((), []) }
      current.unsaved = nil
      let text = "nothing could be saved from \(since.rfc3339) to \(now.rfc3339): \(reason)"
      return ((), current.alert(.store, text, now: now))
    }
  }

  /// The next moment at which a tick, or a mail, may be needed.
  package var nextMoment: Instant {
    let now = environment.now()
    return read { current in
      if current.clockGate.isWaiting { return now.adding(seconds: 1) }
      var next = current.dueQueue.next(current.state, now: now)
      if let revision = Decide.nextRevision(current.programme, current.state) {
        next = min(next, revision)
      }
      for event in current.programme.events where now < event.ends {
        guard let record = current.state.events[event.id], !record.dropped,
          let offer = record.seats.nextLapse(Decide.seatRules(event))
        else { continue }
        next = min(next, offer)
      }
      return next
    }
  }

  /// Mails whose last byte left and whose end was recorded on a disk that then failed: nobody minds
  /// them any more, and whether they arrived is as unknown as after a crash.
  private static func lostEnds(_ current: inout EngineState, _ now: Instant) -> [Entry] {
    guard current.mayHaveLostEnds else { return [] }
    current.mayHaveLostEnds = false
    return Decide.doubts(
      current.state, programme: current.programme, except: current.dueQueue.inFlightKeys,
      why: "the record of its end was lost", now: now)
  }

  private static func revisions(_ current: inout EngineState, _ now: Instant) -> [Entry] {
    Decide.revisions(current.programme, current.state, now: now)
  }

  private static func seats(_ current: inout EngineState, _ now: Instant) -> [Entry] {
    current.programme.events.flatMap { event in
      now < event.ends
        ? Decide.seatTick(event, current.state, hours: current.programme.send.hours, now: now) : []
    }
  }

  /// One entry per event, step and reason, of at most 500 people.
  private static func missed(_ late: [MissedDelivery]) -> [Entry] {
    struct Group: Hashable {
      var event: String
      var step: String
      var why: String
    }
    var groups: [Group: Set<Int32>] = [:]
    for item in late {
      let group = Group(event: item.key.event, step: item.key.step, why: item.why)
      groups[group, default: []].insert(item.key.person)
    }
    return groups.sorted {
      ($0.key.event, $0.key.step, $0.key.why) < ($1.key.event, $1.key.step, $1.key.why)
    }
    .flatMap { group, people in
      let people = people.sorted()
      return stride(from: 0, to: people.count, by: 500).map { start in
        Entry.missed(
          event: group.event, step: group.step,
          people: Array(people[start..<min(start + 500, people.count)]), occurrence: 0,
          why: group.why)
      }
    }
  }

  /// Owed mails that have lost their sense (`never`) or their time (`missed`).
  private static func stale(_ current: borrowing EngineState, _ now: Instant) -> [Entry] {
    var entries: [Entry] = []
    let inFlight = current.dueQueue.inFlightKeys
    for (_, record) in current.state.events.sorted(by: { $0.key < $1.key }) {
      for key in record.owed where !inFlight.contains(key) {
        switch current.dueQueue.verdict(key, current.state, now: now) {
        case .never: entries.append(.dropped(key))
        case .missed(let why):
          entries.append(
            .missed(
              event: key.event, step: key.step, people: [key.person],
              occurrence: key.occurrence, why: why))
        default: break
        }
      }
    }
    return entries
  }
}
