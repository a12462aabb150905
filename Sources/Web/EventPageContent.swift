/// What the RSVP pages of all people who read one language say of a gathering.
///
/// A class, so that the pages of all of them share one copy; it never changes.
package final class EventPageContent: Sendable {
  package struct Content: Sendable {
    /// Such as `nl`.
    package var language: String
    package var event: EventSummary
    /// Markdown rendered to safe HTML by the caller; empty for none.
    package var aboutHTML: String
    /// Guests a person may bring.
    package var guestsAllowed: Int
    /// Without answers.
    package var questions: [AskedQuestion]

    package init(
      language: String, event: EventSummary, aboutHTML: String = "", guestsAllowed: Int = 0,
      questions: [AskedQuestion] = []
    ) {
      self.language = language
      self.event = event
      self.aboutHTML = aboutHTML
      self.guestsAllowed = guestsAllowed
      self.questions = questions
    }
  }

  package let content: Content

  package init(_ content: Content) { self.content = content }
}
