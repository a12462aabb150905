extension State {
  /// Takes somebody out as if nothing of them had ever been recorded; the number stays taken and
  /// has no name from now on.
  ///
  /// The same is read back from a journal whose lines `Erasure` has edited, but for the numbers.
  package mutating func erase(_ person: Int32) {
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
}
