import Domain
import Engine
import Letters
import Planning
import Reception
import State

extension FrontOffice {
  /// What is looked up for a page while the desk is held; the rest is done afterwards.
  private struct Sight: Sendable {
    var text: EventText
    var person: Person
    var standing: SeatStanding?
    var position: Int?
    var room: InvitationPage.Room
    var words: [String: String]
    var broughtInBy: Person?
    var sentInstead: Person?
    var gaveUpSeat = false
  }

  func invitationPage(_ token: String) -> InvitationPage? {
    guard let found = open(token, .rsvp) else { return nil }
    let now = office.world.now()
    let sight = office.read { desk -> Sight? in
      guard let number = guest(found, desk, now: now) else { return nil }
      return look(at: number, found.event, desk)
    }
    guard let sight else { return nil }
    let (event, person) = (sight.text.event, sight.person)
    var page = InvitationPage(
      gathering: sight.text.gathering, phase: Self.phase(event, now), personName: person.shownName,
      greetingName: Composer.firstName(of: person), organisation: person.organisation,
      answerBy: sight.text.deadline(now: now),
      room: sight.room, written: sight.text.written(sight.words),
      recorded: Self.recorded(sight, now: now),
      preferencesToken: LinkToken.make(.preferences, person: person.id, sameAs: token, keys: keys))
    page.broughtInBy = sight.broughtInBy?.shownName ?? ""
    page.gaveUpSeat = sight.gaveUpSeat
    page.sentInstead = sight.sentInstead?.shownName ?? ""
    return page
  }

  func answerTerms(_ token: String) -> AnswerTerms? {
    guard let found = open(token, .rsvp) else { return nil }
    let now = office.world.now()
    return office.read { desk -> AnswerTerms? in
      guard let number = guest(found, desk, now: now),
        let person = desk.agenda.judge.directory.person(number, desk.state),
        let text = text(of: found.event, desk.language(of: person, number), desk)
      else { return nil }
      let record = desk.state.events[found.event]
      let written = text.written(record?.words[number] ?? [:])
      return AnswerTerms(
        link: .init(event: found.event, person: found.person), gathering: text.gathering,
        phase: Self.phase(text.event, now),
        recorded: record?.seats.standings[number].map {
          AnswerForm(answer: .init($0.choice), guests: $0.guests, answers: written)
        })
    }
  }

  private func look(
    at number: Int32, _ event: String, _ desk: borrowing Office.Desk
  ) -> Sight? {
    guard let person = desk.agenda.judge.directory.person(number, desk.state),
      let text = text(of: event, desk.language(of: person, number), desk)
    else { return nil }
    guard let record = desk.state.events[event] else {
      return Sight(
        text: text, person: person, room: Self.room(text, SeatBook()), words: [:])
    }
    let standing = record.seats.standings[number]
    let by = record.colleagues.isEmpty ? nil : record.colleagues[number]?.by
    let instead = record.colleagues.isEmpty ? nil : record.sentInstead(of: number)
    return Sight(
      text: text, person: person, standing: standing,
      position: standing?.state.seat == .waiting ? record.seats.position(of: number) : nil,
      room: Self.room(text, record.seats), words: record.words[number] ?? [:],
      broughtInBy: by.flatMap { desk.agenda.judge.directory.person($0, desk.state) },
      sentInstead: instead.flatMap { desk.agenda.judge.directory.person($0, desk.state) },
      gaveUpSeat: record.gaveUpSeat(number))
  }

  func calendarFile(_ token: String) -> String? {
    guard let (event, number) = invitation(token) else { return nil }
    let composer = composer
    let now = office.world.now()
    let request: LetterRequest? = office.read { desk -> LetterRequest? in
      guard let person = desk.agenda.judge.directory.person(number, desk.state) else { return nil }
      let record = desk.state.events[event.id]
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

  private static func room(_ text: EventText, _ seats: SeatBook) -> InvitationPage.Room {
    guard let free = seats.freeSeats(text.rules) else { return .unlimited }
    return free > 0 && seats.waitingCount == 0 ? .left(free) : .full(waiting: seats.waitingCount)
  }

  private static func recorded(_ sight: Sight, now: Instant) -> InvitationPage.Recorded? {
    guard let standing = sight.standing else { return nil }
    let text = sight.text
    let seat: InvitationPage.Seat =
      switch standing.state.seat {
      case .none: .none
      case .seated: .seated
      case .waiting: .waiting(position: sight.position ?? 1)
      case .offered:
        .offered(until: text.moment(standing.place.until ?? now, now: now))
      }
    return InvitationPage.Recorded(
      answer: AnswerForm.Answer(standing.choice), guests: standing.guests, seat: seat,
      at: text.moment(standing.at, now: now))
  }
}

extension Person {
  /// The name, else the address.
  fileprivate var shownName: String { name.isEmpty ? email.text : name }
}
