import Domain
import Letters
import Reception

/// What all pages of one event say in one language: made once for a programme, not once a visit.
struct EventText: Sendable {
  var summary: EventSummary
  var aboutHTML: String
  /// Without answers.
  var questions: [AskedQuestion]
  private let source: Source

  /// What the texts are made of.
  private struct Source: Equatable {
    var title: LocalizedText
    var about: LocalizedText
    var facts: EventFacts
    var host: Mailbox
    var questions: [Question]

    init(_ event: Event) {
      (title, about, facts) = (event.title, event.about, event.facts)
      (host, questions) = (event.host, event.questions)
    }
  }

  /// Whether this is what `event` still says: a visit may overtake a reload.
  func isOf(_ event: Event) -> Bool { source == Source(event) }

  init(_ event: Event, _ language: String, _ programme: Programme, _ composer: Composer) {
    source = Source(event)
    let zone = event.facts.zone
    let fallback = programme.network.language
    summary = EventSummary(
      title: event.title.text(language, fallback: fallback),
      when: composer.dates(language).when(event.facts.starts, event.facts.ends),
      zone: zone == programme.network.zone ? nil : zone.name,
      venueName: event.facts.venue.name, venueAddress: event.facts.venue.address,
      online: event.facts.venue.online, hostName: event.host.name,
      hostEmail: event.host.address.text)
    aboutHTML = composer.html(markdown: event.about.text(language, fallback: fallback))
    questions = event.questions.map { question in
      AskedQuestion(
        id: question.id, text: question.ask.text(language, fallback: fallback),
        kind: AskedQuestion.Kind(question.kind), options: question.options,
        required: question.required)
    }
  }

  /// The questions with what somebody wrote.
  func asked(_ words: [String: String]) -> [AskedQuestion] {
    if words.isEmpty { return questions }
    return questions.map { question in
      guard let answer = words[question.id] else { return question }
      var question = question
      question.values =
        question.kind == .multi
        ? answer.split(separator: ";").map { String($0.drop { $0 == " " }) } : [answer]
      return question
    }
  }
}

extension AskedQuestion.Kind {
  fileprivate init(_ kind: Question.Kind) {
    self =
      switch kind {
      case .text: .text
      case .choice: .choice
      case .multi: .multi
      case .yesno: .yesno
      }
  }
}
