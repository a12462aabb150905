import Domain

extension State {
  /// Two who turned out to be one person: all that is known of `other` goes on under `person`. Of
  /// two answers the later counts, of two choices to stop mail both, and what either was sent was
  /// sent.
  mutating func unite(_ other: Int32, into person: Int32) {
    if other == person { return }
    for event in events.keys { events[event]?.unite(other, into: person) }
    if let kinds = unsubscribed.removeValue(forKey: other) {
      unsubscribed[person, default: []].formUnion(kinds)
    }
    if let language = languages.removeValue(forKey: other), languages[person] == nil {
      languages[person] = language
    }
    // What is known of an address stays with the address: it was taken from them before.
    suppressed[other] = nil
    suspected[other] = nil
    for (address, known) in givenUp where known.person == other {
      givenUp[address]?.person = person
    }
    former[other] = nil
    strangers.remove(other)
    for (scope, why) in holds where scope.person == other {
      holds[scope] = nil
      holds[Scope(event: scope.event, step: scope.step, person: person)] = why
    }
    released = released.filter { $0.person != other }
    post.unite(other, into: person)
    recentMail.unite(other, into: person)
    people.unite(other, into: person)
  }

  /// Somebody has another address: what servers said of the old one stays with it.
  mutating func movedTo(_ email: String, from old: String, _ person: Int32) {
    if let why = suppressed.removeValue(forKey: person), !old.isEmpty {
      givenUp[old] = GivenUp(person: person, why: why)
    }
    suspected[person] = nil
    post.clear(person)
    if let known = givenUp.removeValue(forKey: email) { suppressed[person] = known.why }
  }
}

extension EventRecord {
  fileprivate mutating func unite(_ other: Int32, into person: Int32) {
    if let theirs = seats.standings[other] {
      apply(SeatFact(cause: .removed, person: other, standing: nil))
      if seats.standings[person].map({ $0.at < theirs.at }) ?? true {
        apply(SeatFact(cause: .answered, person: person, standing: theirs))
        words[person] = words[other]
        via[person] = via[other]
      }
    }
    words[other] = nil
    via[other] = nil
    if let colleague = colleagues.removeValue(forKey: other), colleagues[person] == nil {
      colleagues[person] = colleague
    }
    for (guest, colleague) in colleagues where colleague.by == other {
      colleagues[guest]?.by = person
    }
    for step in steps.keys { steps[step]?.unite(other, into: person) }
    uniteOccurrences(other, into: person)
    uniteMail(other, into: person)
  }

  /// Theirs are counted on from those of `person`.
  private mutating func uniteOccurrences(_ other: Int32, into person: Int32) {
    var before: [Step.Occurrence: Int32] = [:]
    for kind in occurrenceCounts.keys {
      guard let count = occurrenceCounts[kind]?.removeValue(forKey: other) else { continue }
      before[kind] = occurrenceCounts[kind]?[person] ?? 0
      occurrenceCounts[kind]?[person] = (before[kind] ?? 0) + count
    }
    func renamed(_ key: DeliveryKey, _ kind: Step.Occurrence) -> DeliveryKey {
      DeliveryKey(
        event: key.event, step: key.step, person: person,
        occurrence: key.occurrence + (before[kind] ?? 0))
    }
    for (key, delivery) in occurrences where key.person == other {
      let mine = renamed(key, delivery.kind)
      occurrences[key] = nil
      occurrences[mine] = delivery
      if let index = owed.firstIndex(of: key) { owed[index] = mine }
    }
  }
}

extension StepLedger {
  /// What either had or may have had, both had. A failure says something about an address only.
  fileprivate mutating func unite(_ other: Int32, into person: Int32) {
    let theirs = self[other]
    let attempt = attempts[other]
    erase(other)
    let isMore =
      theirs.mayHaveArrived
      ? !self[person].mayHaveArrived : self[person] == .open && theirs != .failed
    guard isMore, theirs != .open else { return }
    self[person] = theirs
    attempts[person] = attempt
  }
}
