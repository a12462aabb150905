import Domain
import Letters
import Planning
import Reception

extension FrontOffice {
  func invitationPage(_ token: String) -> InvitationPage? {
    guard let (event, number) = invitation(token) else { return nil }
    let now = office.world.now()
    let composer = composer
    return office.read { desk -> InvitationPage? in
      guard let someone = desk.agenda.judge.directory.person(number, desk.state) else { return nil }
      let language = desk.language(of: someone, number)
      let words = composer.dates(language)
      let record = desk.state.events[event.id]
      let text = text(of: event, language, desk.programme, composer)
      var page = InvitationPage(
        language: language, phase: Self.phase(event, now),
        event: text.summary, aboutHTML: text.aboutHTML,
        personName: someone.name.isEmpty ? someone.email.text : someone.name,
        greetingName: composer.firstName(of: someone), organisation: someone.organisation,
        answerBy: event.answerBy < event.starts && now < event.answerBy
          ? words.deadline(event.answerBy, in: event.facts.zone, now: now) : nil,
        room: Self.room(event, record), guestsAllowed: event.guests,
        questions: text.asked(record?.words[number] ?? [:]),
        recorded: record.flatMap {
          Self.recorded(number, $0, words, event.facts.zone, now: now)
        },
        preferencesToken: self.token(.preferences, person: someone.id))
      func name(_ number: Int32?) -> String {
        guard let number, let other = desk.agenda.judge.directory.person(number, desk.state)
        else { return "" }
        return other.name.isEmpty ? other.email.text : other.name
      }
      page.broughtInBy = name(record?.colleagues[number]?.by)
      page.sentInstead = name(record?.sentInstead(of: number))
      return page
    }
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

  private static func room(_ event: Event, _ record: EventRecord?) -> InvitationPage.Room {
    guard event.capacity > 0 else { return .unlimited }
    let seats = record?.seats ?? SeatBook()
    let free = seats.freeSeats(Decide.seatRules(event)) ?? 0
    return free > 0 && seats.waitingCount == 0 ? .left(free) : .full(waiting: seats.waitingCount)
  }

  private static func recorded(
    _ number: Int32, _ record: EventRecord, _ words: Dates, _ zone: Zone, now: Instant
  ) -> InvitationPage.Recorded? {
    guard let standing = record.seats.standings[number] else { return nil }
    let seat: InvitationPage.Seat =
      switch standing.state.seat {
      case .none: .none
      case .seated: .seated
      case .waiting: .waiting(position: record.seats.position(of: number) ?? 1)
      case .offered:
        .offered(
          until: words.moment(record.seats.offerEnds(for: number) ?? now, in: zone, now: now))
      }
    return InvitationPage.Recorded(
      answer: AnswerForm.Answer(standing.choice), guests: standing.guests, seat: seat,
      at: words.moment(standing.at, in: zone, now: now))
  }
}
