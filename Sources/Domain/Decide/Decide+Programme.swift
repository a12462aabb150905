extension Decide {
  /// What a programme that comes into force changes: new events, edits, people who left. `find` knows
  /// zones by name: another name of the same zone is no edit.
  package static func acceptance(
    _ programme: Programme, _ state: State, zone find: (String) -> Zone? = { _ in nil }
  ) -> [Entry] {
    var entries: [Entry] = []
    for event in programme.events {
      let facts = RecordedFacts(event.facts)
      guard let record = state.events[event.id], !record.dropped, let told = record.facts else {
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

  /// People who came back to the roster. Who left is recorded from the programme before.
  private static func departures(_ programme: Programme, _ state: State) -> [Entry] {
    state.former.keys.sorted().compactMap { number in
      programme.people.index(ofID: state.people.name(number)) == nil
        ? nil : .personReturned(number)
    }
  }

  /// People with a history whom `next` no longer lists: their last known data are kept.
  package static func left(_ before: Programme, _ next: Programme, _ state: State) -> [Entry] {
    before.people.compactMap { person in
      guard next.people.index(ofID: person.id) == nil,
        let number = state.people.existing(person.id), state.former[number] == nil,
        state.events.values.contains(where: {
          $0.firstMail(to: number) != nil || $0.seats.answer(of: number) != nil
        })
      else { return nil }
      return .personLeft(person)
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
      guard let record = state.events[event.id], let pending = record.pending,
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

  /// The steps that a revision to `facts` makes due once more: it moves the event by more than their
  /// `again`, on the calendar. Recorded before the revision: a crash between the two loses neither.
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
    record.pending.flatMap {
      revision(
        of: event, record, to: $0, at: record.pendingSince.adding(seconds: settle.seconds))
    }
  }

  /// When the next edit will have settled.
  package static func nextRevision(_ programme: Programme, _ state: State) -> Instant? {
    programme.events.compactMap { event in
      guard let record = state.events[event.id], record.pending != nil else { return nil }
      return record.pendingSince.adding(seconds: programme.send.settle.seconds)
    }.min()
  }

  /// Those who were sent a timed mail, or may have been, or hold a seat, and did not decline.
  /// The host, who is no guest, is not among them, also when the step for the host is in force no more.
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
