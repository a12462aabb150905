import Domain
import Engine
import Letters
import Planning
import State
package import Web

extension EngineWebBackend {
  package func invitationPage(_ token: String) -> InvitationPage? {
    guard let found = open(token, .rsvp) else { return nil }
    let now = engine.environment.now()
    let seen = engine.read { current -> (InvitationPage, Person, EventPageTexts, SeatStanding?)? in
      guard let number = guest(found, current, now: now) else { return nil }
      return look(at: number, found.event, current, now: now)
    }
    guard let (bare, person, text, standing) = seen else { return nil }
    var page = bare
    // Dates and tokens are written when the desk is free again.
    page.greetingName = Composer.firstName(of: person)
    page.answerBy = text.deadline(now: now)
    if let standing {
      page.recorded?.at = text.moment(standing.at, now: now)
      page.recorded?.until = standing.place.until.map { text.moment($0, now: now) } ?? ""
    }
    page.preferencesToken = LinkToken.make(
      .preferences, person: person.id, sameAs: token, keys: keys)
    return page
  }

  /// The page without its dates and tokens.
  private func look(
    at number: Int32, _ event: String, _ current: borrowing EngineState, now: Instant
  ) -> (InvitationPage, Person, EventPageTexts, SeatStanding?)? {
    guard let person = current.dueQueue.policy.directory.person(number, current.state),
      let text = text(of: event, current.language(of: person, number), current)
    else { return nil }
    let record = current.state.events[event]
    let seats = record?.seats ?? SeatBook()
    let standing = seats.standings[number]
    var page = InvitationPage(
      gathering: text.gathering, phase: Self.phase(text.event, now), personName: person.shownName,
      organisation: person.organisation, room: Self.room(text, seats),
      written: text.written(record?.words[number] ?? [:]),
      recorded: standing.map { standing in
        let position = standing.state.seat == .waiting ? seats.position(of: number) : nil
        return .init(standing.state, guests: standing.guests, position: position ?? 0, at: "")
      })
    guard let record else { return (page, person, text, nil) }
    page.gaveUpSeat = record.gaveUpSeat(number)
    if !record.colleagues.isEmpty {
      let others = [record.colleagues[number]?.by, record.sentInstead(of: number)].map { other in
        other.flatMap { current.dueQueue.policy.directory.person($0, current.state) }?.shownName
          ?? ""
      }
      (page.broughtInBy, page.sentInstead) = (others[0], others[1])
    }
    return (page, person, text, standing)
  }

  package func answerTerms(_ token: String) -> AnswerTerms? {
    guard let found = open(token, .rsvp) else { return nil }
    let now = engine.environment.now()
    return engine.read { current -> AnswerTerms? in
      guard let number = guest(found, current, now: now),
        let person = current.dueQueue.policy.directory.person(number, current.state),
        let text = text(of: found.event, current.language(of: person, number), current)
      else { return nil }
      let record = current.state.events[found.event]
      let written = text.written(record?.words[number] ?? [:])
      return AnswerTerms(
        link: .init(event: found.event, person: found.person), gathering: text.gathering,
        phase: Self.phase(text.event, now),
        recorded: record?.seats.standings[number].map {
          AnswerForm(answer: $0.choice, guests: $0.guests, answers: written)
        })
    }
  }

  package func calendarFile(_ token: String) -> String? {
    guard let (event, number) = invitation(token) else { return nil }
    let composer = composer
    let now = engine.environment.now()
    let request: LetterRequest? = engine.read { current -> LetterRequest? in
      guard let person = current.dueQueue.policy.directory.person(number, current.state) else {
        return nil
      }
      let record = current.state.events[event.id]
      return LetterRequest(
        kind: .step(
          Step(
            name: "invitation", trigger: .on(.rsvp), to: .person, until: .start, calendar: true,
            onDoubt: .next)),
        event: event, person: person,
        answer: record?.seats.standings[number].map {
          .init(choice: $0.choice, guests: $0.guests)
        },
        sequence: record?.sequence ?? 0, instant: now)
    }
    return request.flatMap { composer.calendarFile($0) }
  }

  static func phase(_ event: Event, _ now: Instant) -> InvitationPage.Phase {
    if event.facts.cancelled { return .cancelled }
    if now >= event.ends { return .over }
    return now >= event.starts ? .started : .open
  }

  private static func room(_ text: EventPageTexts, _ seats: SeatBook) -> InvitationPage.Room {
    guard let free = seats.freeSeats(text.rules) else { return .unlimited }
    return free > 0 && seats.waitingCount == 0 ? .left(free) : .full(waiting: seats.waitingCount)
  }
}

extension Person {
  /// The name, else the address.
  fileprivate var shownName: String { name.isEmpty ? email.text : name }
}
