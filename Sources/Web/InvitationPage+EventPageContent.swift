/// The gathering's texts as if they were the page's own; a change makes another gathering.
extension InvitationPage {
  package var language: String {
    get { gathering.content.language }
    set { change { $0.language = newValue } }
  }

  package var event: EventSummary {
    get { gathering.content.event }
    set { change { $0.event = newValue } }
  }

  /// Markdown rendered to safe HTML; empty for none.
  package var aboutHTML: String {
    get { gathering.content.aboutHTML }
    set { change { $0.aboutHTML = newValue } }
  }

  /// Guests a person may bring.
  package var guestsAllowed: Int {
    get { gathering.content.guestsAllowed }
    set { change { $0.guestsAllowed = newValue } }
  }

  /// The questions with what the person wrote.
  package var questions: [AskedQuestion] {
    get {
      if written.isEmpty { return gathering.content.questions }
      return gathering.content.questions.map { question in
        guard let values = written[question.id] else { return question }
        var question = question
        question.values = values
        return question
      }
    }
    set {
      written = [:]
      for question in newValue where !question.values.isEmpty {
        written[question.id] = question.values
      }
      change { content in
        content.questions = newValue.map { question in
          var question = question
          question.values = []
          return question
        }
      }
    }
  }

  private mutating func change(_ body: (inout EventPageContent.Content) -> Void) {
    var content = gathering.content
    body(&content)
    gathering = EventPageContent(content)
  }
}
