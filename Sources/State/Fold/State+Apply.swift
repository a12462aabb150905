package import Domain

extension State {
  /// Takes one entry into account. Total: every entry of a good journal applies, in order.
  package mutating func apply(_ entry: Entry, at: Instant) {
    switch entry {
    case .programmeAccepted(let fingerprint, let people):
      programme = AcceptedProgramme(fingerprint: fingerprint, people: people, at: at)
      // A shorter roster was let through once; the next one is asked about again.
      released.remove(.roster)
    case .eventAccepted(let event, let facts):
      events[event, default: EventRecord()].facts = facts
      events[event]?.acceptedAt = at
      events[event]?.dropped = false
    case .eventChanged(let event, let facts):
      events[event, default: EventRecord()].pending = facts
      events[event]?.pendingSince = at
    case .eventRevised(let event, let sequence, let facts):
      revise(event, sequence: sequence, facts: facts)
    case .dueAgain(let event, let sequence, let steps):
      events[event, default: EventRecord()].renew(steps, sequence: sequence)
      // Another mailing of that size is asked about again.
      for step in steps { released.remove(Scope(event: event, step: step)) }
    case .eventDropped(let event):
      events[event, default: EventRecord()].dropped = true
    case .calledOff(let event):
      events[event, default: EventRecord()].calledOff = true
    case .deskRevoked(let event, let generation):
      events[event, default: EventRecord()].deskGeneration = generation
    case .personLeft(let person):
      let number = people.number(person.id)
      former[number] = person
      strangers.remove(number)
    case .personReturned(let person):
      former[person] = nil
      strangers.remove(person)
    case .knownAs(let person, let id):
      people.know(id, as: person)
    case .united(let person, let other):
      unite(other, into: person)
    case .moved(let person, let email, let old):
      movedTo(email, from: old, person)
    case .addressGivenUp(let person, let email, let why):
      givenUp[email] = GivenUp(person: person, why: why)
    case .answered(let event, let fact, let words, let via):
      events[event, default: EventRecord()].apply(fact)
      note(words, via, of: fact.person, in: event)
    case .words(let event, let person, let words, let via):
      note(words, via, of: person, in: event)
    case .seat(let event, let fact):
      events[event, default: EventRecord()].apply(fact)
    case .colleagueAsked(let event, let person, let profile, let by):
      if let profile { meet(person, profile) }
      events[event, default: EventRecord()].colleagues[person] = Colleague(by: by, at: at)
    case .handedOver(let event, let giver, let taker, let profile):
      handedOver(event, giver, taker, profile, at: at)
    case .occurred(let event, let kind, let steps, let people):
      occurred(event, kind: kind, steps: steps, people: people, at: at)
    case .notified(let event, let notice, let people):
      occurred(
        event, kind: .notice, steps: [notice.kind.rawValue], people: people, notice: notice, at: at)
    case .unsubscribed(let person, let kind, _):
      unsubscribed[person, default: []].insert(kind)
    case .resubscribed(let person, let kind, _):
      if kind == "*" { unsubscribed[person] = nil } else { unsubscribed[person]?.remove(kind) }
      if unsubscribed[person]?.isEmpty == true { unsubscribed[person] = nil }
    case .languageChosen(let person, let language):
      languages[person] = language
    case .suppressed(let person, let why):
      suppressed[person] = why
      suspected[person] = nil
    case .suspected(let person, _):
      suspected[person] = at
    case .reachable(let person):
      suppressed[person] = nil
      suspected[person] = nil
      post.clear(person)
    case .mailReceived(let mail):
      post.note(mail, at: at)
    case .forgotten(let hash):
      forgotten.insert(hash)
    case .held(let scope, let why):
      holds[scope] = why
      released.remove(scope)
    case .released(let scope):
      holds[scope] = nil
      released.insert(scope)
    case .tested: break
    case .rehearsal:
      isRehearsal = true
    case .stated(let statement):
      apply(statement)
    case .committed, .sent, .deferred, .failed, .doubt, .retried, .dropped, .missed:
      applyDelivery(entry, at: at)
    }
  }

  private mutating func handedOver(
    _ event: String, _ giver: SeatFact?, _ taker: SeatFact?, _ profile: Person?, at: Instant
  ) {
    var record = events.removeValue(forKey: event) ?? EventRecord()
    if let giver { record.apply(giver) }
    if let taker {
      record.apply(taker)
      record.via[taker.person] = "colleague"
      record.colleagues[taker.person] = Colleague(by: giver?.person, at: at)
      if let profile { meet(taker.person, profile) }
    }
    events[event] = record
  }

  /// Somebody of whom only this is known.
  private mutating func meet(_ stranger: Int32, _ profile: Person) {
    former[stranger] = profile
    strangers.insert(stranger)
  }

  private mutating func note(
    _ words: [String: String], _ via: String, of person: Int32, in event: String
  ) {
    events[event, default: EventRecord()].words[person] = words.isEmpty ? nil : words
    events[event]?.via[person] = via
  }

  private mutating func revise(_ event: String, sequence: Int, facts: RecordedFacts) {
    events[event, default: EventRecord()].former = events[event]?.facts
    events[event]?.facts = facts
    events[event]?.sequence = sequence
    events[event]?.pending = nil
  }

  private mutating func occurred(
    _ event: String, kind: Step.Occurrence, steps: [String], people: [Int32],
    notice: Notice? = nil, at: Instant
  ) {
    var record = events.removeValue(forKey: event) ?? EventRecord()
    for person in people {
      let number = record.occurrenceCounts[kind]?[person, default: 0] ?? 0
      record.occurrenceCounts[kind, default: [:]][person] = number + 1
      for step in steps {
        let key = DeliveryKey(event: event, step: step, person: person, occurrence: number + 1)
        record.occurrences[key] = OccurrenceDelivery(
          kind: kind, at: at, sequence: record.sequence, notice: notice)
        record.owed.append(key)
      }
    }
    events[event] = record
  }
}
