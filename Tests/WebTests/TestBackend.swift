import Domain
import Web

/// A backend in memory, with one invitation under the token `GOOD`, that counts every write.
actor TestBackend: WebBackend {
  var page: InvitationPage
  var stopped = false
  var writes: [String] = []
  /// The store cannot write.
  var broken = false
  var outcome: AnswerOutcome?
  var colleagueOutcome: ColleagueOutcome?
  var kinds: [PreferencesPage.Choice] = []

  init(_ page: InvitationPage = .sample) { self.page = page }

  func set(page: InvitationPage) { self.page = page }
  func set(broken: Bool) { self.broken = broken }
  func set(outcome: AnswerOutcome?) { self.outcome = outcome }

  func set(colleagueOutcome: ColleagueOutcome?) { self.colleagueOutcome = colleagueOutcome }
  func set(kinds: [PreferencesPage.Choice]) { self.kinds = kinds }

  private static let link = AnswerTerms.Link(event: "openspace", person: "7")

  func answer(_ link: AnswerTerms.Link, _ form: AnswerForm) -> AnswerOutcome {
    guard link == Self.link else { return .unknown }
    if let outcome { return outcome }
    if broken { return .notSaved }
    let changed = AnswerForm(page) != form
    writes.append("answer \(form.answer.rawValue) \(form.guests) \(form.answers)")
    let states: [Choice: SeatState] = [.yes: .seated, .no: .declined, .maybe: .undecided]
    page.recorded = .init(
      states[form.answer] ?? .unanswered, guests: form.guests, at: "12 mei, 14.03 uur")
    page.written = form.answers
    return .saved(changed: changed)
  }

  func subscribe(_ token: String, _ change: SubscriptionChange) -> ChangeOutcome {
    guard token == "GOOD" else { return .unknown }
    if broken { return .notSaved }
    writes.append("subscribe \(change)")
    switch change {
    case .stop: stopped = true
    case .resume: stopped = false
    case .stopKind(let kind), .resumeKind(let kind):
      for index in kinds.indices where kinds[index].id == kind {
        kinds[index].chosen = change == .resumeKind(kind)
      }
    }
    return .saved
  }

  func bringIn(
    _ token: String, _ form: ColleagueForm, _ errand: ColleagueForm.Errand
  ) -> ColleagueOutcome {
    guard token == "GOOD" else { return .unknown }
    if let colleagueOutcome { return colleagueOutcome }
    if broken { return .notSaved }
    writes.append("\(errand) \(form.name) <\(form.email)>")
    return .saved
  }

  private func write(_ what: String, _ token: String) -> ChangeOutcome {
    guard token == "GOOD" else { return .unknown }
    if broken { return .notSaved }
    writes.append(what)
    return .saved
  }

  func invitationPage(_ token: String) -> InvitationPage? { token == "GOOD" ? page : nil }

  func answerTerms(_ token: String) -> AnswerTerms? {
    token == "GOOD" ? AnswerTerms(page, link: Self.link) : nil
  }

  func calendarFile(_ token: String) -> String? {
    token == "GOOD" ? "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" : nil
  }

  func letter(_ token: String) -> String? { token == "GOOD" ? "<!doctype html><p>News" : nil }

  func subscriptionPage(_ token: String) -> SubscriptionPage? {
    guard token == "GOOD" else { return nil }
    return SubscriptionPage(
      language: "nl", email: "anna@bakker.example", stopped: stopped, kinds: kinds)
  }

  func preferencesPage(_ token: String) -> PreferencesPage? { token == "GOOD" ? .sample : nil }

  func prefer(_ token: String, _ change: PreferencesChange) -> ChangeOutcome {
    write("prefer \(change)", token)
  }

  func ownData(_ token: String) -> String? { token == "GOOD" ? "{\"id\":\"7\"}" : nil }

  func deskPage(_ token: String) -> HostDeskPage? { token == "GOOD" ? .sample : nil }

  func command(_ token: String, _ command: HostCommand) -> ChangeOutcome {
    write("command \(command)", token)
  }
}

extension AnswerForm {
  fileprivate init?(_ page: InvitationPage) {
    guard let recorded = page.recorded, let choice = recorded.state.choice else { return nil }
    var answers: [String: [String]] = [:]
    for question in page.questions where !question.values.isEmpty {
      answers[question.id] = question.values
    }
    self.init(answer: choice, guests: recorded.guests, answers: answers)
  }
}

extension InvitationPage {
  static let sample = InvitationPage(
    gathering: EventPageContent(
      .init(
        language: "nl",
        event: EventSummary(
          title: "MVO OpenSpace", when: "donderdag 17 juni 2027, 14.00–17.30 uur",
          venueName: "De Fabrique", venueAddress: "Westkanaaldijk 7\nUtrecht",
          hostName: "Sanne de Boer", hostEmail: "sanne@mvo.example"),
        aboutHTML: "<p>Kom <em>praten</em>.</p>", guestsAllowed: 2,
        questions: [
          AskedQuestion(id: "dilemma", text: "Welke vraag breng je mee?"),
          AskedQuestion(
            id: "theme", text: "Welk thema?", kind: .choice, options: ["Mobiliteit", "Inkoop"]),
        ])),
    phase: .open, personName: "Anna Jansen", greetingName: "Anna",
    organisation: "Bakker & Zn", answerBy: "maandag 14 juni", room: .left(12))
}

extension PreferencesPage {
  static let sample = PreferencesPage(
    language: "nl", personName: "Anna Jansen", email: "anna@bakker.example",
    languages: [
      .init(id: "nl", label: "Nederlands", chosen: true),
      .init(id: "en", label: "English", chosen: false),
    ],
    kinds: [
      .init(id: "openspace", label: "OpenSpace", chosen: true),
      .init(id: "newsletter", label: "Nieuwsbrief", chosen: false),
    ], stopped: false)
}

extension HostDeskPage {
  static let sample = HostDeskPage(
    language: "nl", phase: .open, event: InvitationPage.sample.event,
    counts: .init(yes: 2, no: 1, seated: 3, capacity: 12),
    guests: [
      .init(
        name: "Anna Jansen", organisation: "Bakker & Zn", email: "anna@bakker.example",
        answer: .yes, seat: .seated, guests: 1,
        answers: [.init(id: "dilemma", question: "Welke vraag?", answer: "=1+1")],
        at: "12 mei", via: "link", history: ["10 mei: misschien"]),
      .init(name: "Bram", email: "bram@x.example", answer: .no, seat: .none, at: "", via: "link"),
    ],
    steps: [
      .init(id: "invitation", when: "di 4 mei", people: 75, sent: 75, state: .done),
      .init(id: "reminder", when: "ma 7 jun", people: 61, sent: 0, state: .coming),
    ],
    curve: [.init(time: 0, coming: 0), .init(time: 10, coming: 3)],
    note: .init(
      people: 3, earlier: ["maandag 7 juni, 9.30 uur: verstuurd aan 2 van 3"],
      render: { "<p>(\($0.utf8.count) bytes)</p>" }))
}
