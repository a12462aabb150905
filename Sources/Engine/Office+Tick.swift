package import Domain
import Planning
import State
import Store

extension Office {
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
    change { desk, now in ((), Self.lostEnds(&desk, now)) }
    change { desk, now in ((), Self.revisions(&desk, now)) }
    change { desk, now in ((), Self.seats(&desk, now)) }
    let waits = change { desk, now in
      let entries = desk.agenda.announce(desk.state, now: now)
      let zone = desk.programme.network.zone
      return (
        desk.agenda.takeWaits().map { Brake($0.scope, why: $0.text(now: now, zone: zone)) }, entries
      )
    }.0
    for wait in waits { world.onWait(wait) }
    change { desk, now in
      let late = desk.agenda.advance(desk.state, now: now)
      return ((), Self.missed(late) + Self.stale(desk, now))
    }
  }

  /// A store that could not write is told of when it can: the alert has to be recorded itself.
  private func noteStore() {
    let reason = journal.status.readOnly
    guard reason != nil || read({ $0.unsaved != nil }) else { return }
    change { desk, now in
      if let reason {
        if desk.unsaved == nil { desk.unsaved = (now, "\(reason)") }
        return ((), [])
      }
      guard let (since, reason) = desk.unsaved else { return ((), []) }
      desk.unsaved = nil
      let text = "nothing could be saved from \(since.rfc3339) to \(now.rfc3339): \(reason)"
      return ((), desk.alert(.store, text, now: now))
    }
  }

  /// The next moment at which a tick, or a mail, may be needed.
  package var nextMoment: Instant {
    let now = world.now()
    return read { desk in
      if desk.clockGate.isWaiting { return now.adding(seconds: 1) }
      var next = desk.agenda.next(desk.state, now: now)
      if let revision = Decide.nextRevision(desk.programme, desk.state) {
        next = min(next, revision)
      }
      for event in desk.programme.events where now < event.ends {
        guard let record = desk.state.events[event.id], !record.dropped,
          let offer = record.seats.nextLapse(Decide.seatRules(event))
        else { continue }
        next = min(next, offer)
      }
      return next
    }
  }

  /// Mails whose last byte left and whose end was recorded on a disk that then failed: nobody minds
  /// them any more, and whether they arrived is as unknown as after a crash.
  private static func lostEnds(_ desk: inout Desk, _ now: Instant) -> [Entry] {
    guard desk.mayHaveLostEnds else { return [] }
    desk.mayHaveLostEnds = false
    return Decide.doubts(
      desk.state, programme: desk.programme, except: desk.agenda.inFlightKeys,
      why: "the record of its end was lost", now: now)
  }

  private static func revisions(_ desk: inout Desk, _ now: Instant) -> [Entry] {
    Decide.revisions(desk.programme, desk.state, now: now)
  }

  private static func seats(_ desk: inout Desk, _ now: Instant) -> [Entry] {
    desk.programme.events.flatMap { event in
      now < event.ends
        ? Decide.seatTick(event, desk.state, hours: desk.programme.send.hours, now: now) : []
    }
  }

  /// One entry per event, step and reason, of at most 500 people.
  private static func missed(_ late: [Late]) -> [Entry] {
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
  private static func stale(_ desk: borrowing Desk, _ now: Instant) -> [Entry] {
    var entries: [Entry] = []
    let inFlight = desk.agenda.inFlightKeys
    for (_, record) in desk.state.events.sorted(by: { $0.key < $1.key }) {
      for key in record.owed where !inFlight.contains(key) {
        switch desk.agenda.verdict(key, desk.state, now: now) {
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
