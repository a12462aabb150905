package import Domain

extension Decide {
  /// What a programme that comes into force changes: new events, edits, people who left. `find`
  /// knows zones by name: another name of the same zone is no edit.
  package static func acceptance(
    _ programme: Programme, _ state: State, zone find: (String) -> Zone? = { _ in nil }
  ) -> [Entry] {
    var entries: [Entry] = []
    for event in programme.events {
      let facts = RecordedFacts(event.facts)
      // What was let go stays so, whatever its file says, until it is released.
      if state.events[event.id]?.dropped == true { continue }
      guard let record = state.events[event.id], let told = record.facts else {
        entries.append(.eventAccepted(event: event.id, facts: facts))
        continue
      }
      if facts.isSame(as: told, zone: find) {
        if record.pending != nil { entries.append(.eventChanged(event: event.id, facts: nil)) }
      } else if !(record.pending.map { $0.isSame(as: facts, zone: find) } ?? false) {
        entries.append(.eventChanged(event: event.id, facts: facts))
      }
    }
    entries += departures(programme, state)
    if state.programme?.fingerprint != programme.fingerprint {
      entries.append(
        .programmeAccepted(fingerprint: programme.fingerprint, people: programme.people.count))
    }
    return entries
  }

  /// Takes back that an event was let go: it goes on from what people were told of it, and an edit
  /// since then is an edit like others.
  package static func takenBack(_ event: Event, _ state: State) -> [Entry] {
    guard let record = state.events[event.id], record.dropped else { return [] }
    let facts = RecordedFacts(event.facts)
    let told = record.facts ?? facts
    var entries: [Entry] = [.eventAccepted(event: event.id, facts: told)]
    if facts != told {
      entries.append(.eventChanged(event: event.id, facts: facts))
    } else if record.pending != nil {
      entries.append(.eventChanged(event: event.id, facts: nil))
    }
    return entries
  }

  /// People who came back to the roster. Who left is recorded from the programme before.
  private static func departures(_ programme: Programme, _ state: State) -> [Entry] {
    if state.former.isEmpty { return [] }
    let present = numbers(programme.people, state)
    return state.former.keys.sorted().compactMap {
      present.contains($0) ? .personReturned($0) : nil
    }
  }

  private static func numbers(_ roster: Roster, _ state: State) -> PeopleSet {
    PeopleSet(roster.lazy.compactMap { state.people.existing($0.id) })
  }

  /// People whom `next` no longer lists: the last known data are kept of those with a history, and
  /// of those in rows that wait, who must be known again.
  package static func left(
    _ before: Programme, _ next: Programme, _ state: State, waiting: PeopleSet = PeopleSet()
  ) -> [Entry] {
    let present = numbers(next.people, state)
    return before.people.compactMap { person in
      guard let number = state.people.existing(person.id), !present.contains(number),
        state.former[number] == nil, waiting.contains(number) || state.hasHistory(number)
      else { return nil }
      var known = person
      // As the journal names them.
      known.id = state.people.name(number)
      return .personLeft(known)
    }
  }

  /// An edit that people will be told of: when, as what, and who they are.
  package struct Revision: Sendable {
    package var at: Instant
    package var kind: Step.Occurrence
    package var people: [Int32]
  }

  /// Edits that have stood for `settle`: a revision, and a mail to those who were mailed and did
  /// not decline.
  package static func revisions(_ programme: Programme, _ state: State, now: Instant) -> [Entry] {
    var entries: [Entry] = []
    for event in programme.events {
      guard let record = state.events[event.id], !record.dropped, let pending = record.pending,
        now >= record.pendingSince.adding(seconds: programme.send.settle.seconds)
      else { continue }
      entries += dueAgain(event, record, by: pending)
      entries.append(
        .eventRevised(event: event.id, sequence: record.sequence + 1, facts: pending))
      if now >= event.ends { continue }
      if let revision = revision(of: event, record, to: pending, at: now) {
        entries += occurred(event, revision.kind, revision.people)
      }
    }
    return entries
  }

  /// The steps that a revision to `facts` makes due once more: it moves the event by more than
  /// their `again`, on the calendar. Recorded before the revision: a crash between the two loses
  /// neither.
  package static func dueAgain(
    _ event: Event, _ record: EventRecord, by facts: RecordedFacts
  ) -> [Entry] {
    guard let shift = record.facts?.shift(to: facts) else { return [] }
    let steps = event.steps.filter { step in step.again.map { shift > $0.seconds } ?? false }
    guard steps.contains(where: { record.steps[$0.name]?.isUntouched == false }) else { return [] }
    return [
      .dueAgain(event: event.id, sequence: record.sequence + 1, steps: steps.map(\.name))
    ]
  }

  /// What a change of the facts of `event` to `facts` means for people; nil when nobody is told.
  package static func revision(
    of event: Event, _ record: EventRecord, to facts: RecordedFacts, at: Instant
  ) -> Revision? {
    if event.isNewsletter || record.facts?.cancelled == true && facts.cancelled { return nil }
    return Revision(
      at: at, kind: facts.cancelled ? .cancelled : .rescheduled, people: told(event, record))
  }

  /// The edit of `event` that is waiting to settle.
  package static func nextRevision(
    of event: Event, _ record: EventRecord, settle: Span
  ) -> Revision? {
    (record.dropped ? nil : record.pending).flatMap {
      revision(
        of: event, record, to: $0, at: record.pendingSince.adding(seconds: settle.seconds))
    }
  }

  /// When the next edit will have settled.
  package static func nextRevision(_ programme: Programme, _ state: State) -> Instant? {
    programme.events.compactMap { event in
      guard let record = state.events[event.id], !record.dropped, record.pending != nil else {
        return nil
      }
      return record.pendingSince.adding(seconds: programme.send.settle.seconds)
    }.min()
  }

  /// Those who were sent a timed mail, or may have been, or hold a seat, and did not decline. The
  /// host, who is no guest, is not among them, also when the step for the host is in force no more.
  package static func told(_ event: Event, _ record: EventRecord) -> [Int32] {
    let hosts = Set(
      record.occurrences.filter { [.desk, .digest, .preview].contains($0.value.notice?.kind) }
        .keys.map(\.person))
    var people = Set(record.seats.standings.keys)
    for (name, ledger) in record.steps
    where event.step(EventRecord.step(ofLedger: name))?.to != .host {
      people.formUnion(
        ledger.people(in: [.sent, .doubt, .committed]).filter { !hosts.contains($0) })
    }
    return people.filter { record.seats.answer(of: $0)?.choice != .no }.sorted()
  }
}
