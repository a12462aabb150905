package import Domain

/// An answer as it came through any door: link, calendar, phone, host.
package struct Answer: Sendable, Hashable {
  package var choice: Choice
  package var guests: Int
  package var words: [String: String]
  /// `link`, `phone`, `calendar`, `mail`, `host`, `rehearsal`
  package var via: String

  package init(choice: Choice, guests: Int = 0, words: [String: String] = [:], via: String) {
    self.choice = choice
    self.guests = guests
    self.words = words
    self.via = via
  }
}

extension Decide {
  /// Records an answer through the seat rules; no entries when it is equal to the one recorded.
  package static func answer(
    _ answer: Answer, of person: Int32, organisation: Int32, to event: Event, _ state: State,
    hours: SendingHours, now: Instant
  ) -> Result<[Entry], SeatRefusal> {
    let record = state.events[event.id] ?? EventRecord()
    let command = SeatCommand.answer(
      person: person, organisation: organisation, choice: answer.choice,
      guests: answer.choice == .yes ? answer.guests : 0)
    switch record.seats.decide(
      command, rules: seatRules(event), now: now,
      offerEnds: { hours.adding(event.offerFor, to: $0) })
    {
    case .failure(let refusal):
      return .failure(refusal)
    case .success(let facts):
      let known = record.words[person] ?? [:]
      let written = answer.words.filter { !$0.value.isEmpty }
      let words = written.isEmpty ? known : written
      var entries = facts.map { fact in
        fact.person == person && fact.cause == .answered
          ? Entry.answered(event: event.id, fact: fact, words: words, via: answer.via)
          : Entry.seat(event: event.id, fact: fact)
      }
      if facts.isEmpty, words != known {
        entries = [.words(event: event.id, person: person, words: words, via: answer.via)]
      }
      return .success(entries + occurrences(facts, event))
    }
  }

  /// What people are told of moved seats: the answer itself, the waiting list, an offer, a seat.
  static func occurrences(_ facts: [SeatFact], _ event: Event) -> [Entry] {
    facts.flatMap { fact -> [Entry] in
      switch (fact.cause, fact.standing?.state) {
      case (.answered, .waiting):
        let told = occurred(event, .waiting, [fact.person])
        return told.isEmpty ? occurred(event, .rsvp, [fact.person]) : told
      case (.answered, _), (.received, _): return occurred(event, .rsvp, [fact.person])
      case (.offered, _): return occurred(event, .offered, [fact.person])
      case (.promoted, _): return occurred(event, .promoted, [fact.person])
      default: return []
      }
    }
  }

  /// Lets time or changed rules move seats: offers that ran out, seats that came free.
  package static func seatTick(
    _ event: Event, _ state: State, hours: SendingHours, now: Instant
  ) -> [Entry] {
    guard let record = state.events[event.id], !record.dropped else { return [] }
    let result = record.seats.decide(
      .tick, rules: seatRules(event), now: now,
      offerEnds: { hours.adding(event.offerFor, to: $0) })
    guard case .success(let facts) = result else { return [] }
    return facts.map { Entry.seat(event: event.id, fact: $0) } + occurrences(facts, event)
  }

  package static func seatRules(_ event: Event) -> SeatRules {
    SeatRules(
      capacity: event.capacity, perOrganisation: event.perOrganisation, guests: event.guests,
      offersUntil: event.answerBy, closes: event.starts, promotesAtOnce: event.offerFor.isZero,
      cancelled: event.facts.cancelled, quorum: event.quorum)
  }
}
