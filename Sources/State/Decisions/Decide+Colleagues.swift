package import Domain

extension Decide {
  /// People one link may bring in within `colleagueWindow`; a stranger who has it floods nobody.
  package static let colleaguesPerLink = 10
  /// Seconds; also how long it takes until one address is mailed again for asking.
  static let colleagueWindow: Int64 = 86_400
  /// Seconds that an asked-for invitation opens without an answer.
  package static let askStands: Int64 = 14 * 86_400

  /// "A colleague forwarded this": an invitation of one's own, mailed to the address, where
  /// answering confirms it. Asked again within a day, the mail is on its way already: no entries.
  /// Nobody is mailed who wants no mail, whose address is dead, or whose link it is, and who asked
  /// does not learn it: no entries either.
  package static func ask(
    _ wish: NewColleague, to event: Event, _ state: State, now: Instant
  ) -> Result<[Entry], ColleagueRefusal> {
    if event.facts.cancelled { return .failure(.seat(.cancelled)) }
    if now >= event.starts { return .failure(.seat(.started)) }
    if hasBroughtInMany(wish, event, state, now: now) { return .failure(.tooMany) }
    if wish.person == wish.by || state.suppressed[wish.person] != nil
      || state.hasUnsubscribed(wish.person, kind: event.kind)
    {
      return .success([])
    }
    let last = state.events[event.id]?.colleagues[wish.person]?.at
    if let last, now < last.adding(seconds: colleagueWindow) { return .success([]) }
    return .success([
      .colleagueAsked(
        event: event.id, person: wish.person, profile: wish.profile, by: wish.by),
      .occurred(
        event: event.id, kind: .asked, steps: [Step.colleague.name], people: [wish.person]),
    ])
  }

  /// "Send a colleague instead": seat, offer or place in line changes hands as one entry, and both
  /// are told by mail. A colleague who has a place as good keeps that one, and the giver's comes
  /// free: it looks the same to the giver, who does not learn who comes.
  package static func handOver(
    _ wish: NewColleague, to event: Event, _ state: State, hours: SendingHours, now: Instant
  ) -> Result<[Entry], ColleagueRefusal> {
    if let refusal = refusal(wish, event, state, now: now) { return .failure(refusal) }
    let command = SeatCommand.handOver(
      from: wish.by, to: wish.person, organisation: wish.organisation)
    let result = (state.events[event.id] ?? EventRecord()).seats.decide(
      command, rules: seatRules(event), now: now,
      offerEnds: { hours.adding(event.offerFor, to: $0) })
    switch result {
    case .failure(.alreadyHasPlace):
      return stepAside(wish, to: event, state, hours: hours, now: now)
    case .failure(let refusal):
      return .failure(.seat(refusal))
    case .success(let facts):
      var entries: [Entry] = []
      var giver: SeatFact?
      for fact in facts {
        switch fact.cause {
        case .handedOver: giver = fact
        case .received:
          entries.append(
            .handedOver(event: event.id, giver: giver, taker: fact, profile: wish.profile))
        default: entries.append(.seat(event: event.id, fact: fact))
        }
      }
      let told = occurrences(facts, event) + occurred(event, .rsvp, [wish.by])
      return .success(entries + told)
    }
  }

  /// The giver's no, and the colleague who comes anyway.
  private static func stepAside(
    _ wish: NewColleague, to event: Event, _ state: State, hours: SendingHours, now: Instant
  ) -> Result<[Entry], ColleagueRefusal> {
    let record = state.events[event.id] ?? EventRecord()
    let no = Answer(choice: .no, via: record.via[wish.by] ?? "link")
    let organisation = record.seats.standings[wish.by]?.organisation ?? -1
    return answer(
      no, of: wish.by, organisation: organisation, to: event, state, hours: hours, now: now
    ).map { entries in
      [.colleagueAsked(event: event.id, person: wish.person, profile: nil, by: wish.by)] + entries
        + occurred(event, .rsvp, [wish.person])
    }.mapError { .seat($0) }
  }

  private static func refusal(
    _ wish: NewColleague, _ event: Event, _ state: State, now: Instant
  ) -> ColleagueRefusal? {
    if wish.person == wish.by { return .oneself }
    if state.suppressed[wish.person] != nil { return .unmailable }
    return hasBroughtInMany(wish, event, state, now: now) ? .tooMany : nil
  }

  private static func hasBroughtInMany(
    _ wish: NewColleague, _ event: Event, _ state: State, now: Instant
  ) -> Bool {
    let since = now.adding(seconds: -colleagueWindow)
    let others = (state.events[event.id]?.colleagues ?? [:]).count {
      $0.key != wish.person && $0.value.by == wish.by && $0.value.at > since
    }
    return others >= colleaguesPerLink
  }
}
