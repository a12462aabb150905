import Domain

extension State {
  /// Takes somebody out as if nothing of them had ever been recorded; the number stays taken and
  /// has no name from now on.
  ///
  /// The same is read back from a journal whose lines `Erasure` has edited, but for the numbers.
  package mutating func erase(_ person: Int32) {
    for organisation in organisationsOfNobody(but: person) { organisations.forget(organisation) }
    for event in events.keys { events[event]?.erase(person) }
    unsubscribed[person] = nil
    languages[person] = nil
    suppressed[person] = nil
    givenUp = givenUp.filter { $0.value.person != person }
    suspected[person] = nil
    former[person] = nil
    strangers.remove(person)
    holds = holds.filter { $0.key.person != person }
    released = released.filter { $0.person != person }
    post.erase(person)
    recentMail.erase(person)
    people.forget(person)
  }

  /// The organisations that somebody answered for, and nobody else.
  package func organisationsOfNobody(but person: Int32) -> Set<Int32> {
    var theirs: Set<Int32> = []
    for record in events.values { theirs.formUnion(record.organisations(of: { $0 == person })) }
    theirs.remove(-1)
    guard !theirs.isEmpty else { return [] }
    for record in events.values { theirs.subtract(record.organisations(of: { $0 != person })) }
    return theirs
  }

  /// Takes addresses out of what people and servers wrote, in lines about others.
  package mutating func redact(_ search: AddressSearch) {
    func plain(_ text: String) -> String { search.redacted(text) ?? text }
    holds = holds.mapValues(plain)
    suppressed = suppressed.mapValues(plain)
    post.redact(plain)
    for event in events.keys { events[event]?.redact(plain) }
  }
}

extension EventRecord {
  fileprivate mutating func erase(_ person: Int32) {
    apply(SeatFact(cause: .removed, person: person, standing: nil))
    colleagues[person] = nil
    // Whom they brought in stays.
    for (other, colleague) in colleagues where colleague.by == person {
      colleagues[other]?.by = nil
    }
    words[person] = nil
    via[person] = nil
    for step in steps.keys { steps[step]?.erase(person) }
    occurrences = occurrences.filter { $0.key.person != person }
    owed.removeAll { $0.person == person }
    for kind in occurrenceCounts.keys { occurrenceCounts[kind]?[person] = nil }
    eraseMail(to: person)
  }
  fileprivate func organisations(of isMeant: (Int32) -> Bool) -> Set<Int32> {
    var found: Set<Int32> = []
    for (person, standing) in seats.standings where isMeant(person) {
      found.insert(standing.organisation)
    }
    for (person, answers) in history where isMeant(person) {
      for answer in answers { found.insert(answer.standing.organisation) }
    }
    return found
  }

  fileprivate mutating func redact(_ plain: (String) -> String) {
    for (person, theirs) in words { words[person] = theirs.mapValues(plain) }
    for (step, ledger) in steps {
      for (person, attempt) in ledger.attempts {
        steps[step]?.attempts[person]?.reply = plain(attempt.reply)
      }
    }
    for (key, delivery) in occurrences {
      if let notice = delivery.notice { occurrences[key]?.notice?.text = plain(notice.text) }
      if let attempt = delivery.attempt { occurrences[key]?.attempt?.reply = plain(attempt.reply) }
    }
  }
}
