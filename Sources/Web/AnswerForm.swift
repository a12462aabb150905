package import Domain

/// An answer as a partner sent it, checked against the page's questions.
package struct AnswerForm: Sendable, Hashable {
  package var answer: Choice
  /// Guests besides the person; 0 unless the answer is yes.
  package var guests: Int
  /// Values by question id, in the order given; questions left empty are absent.
  package var answers: [String: [String]]

  package init(answer: Choice, guests: Int = 0, answers: [String: [String]] = [:]) {
    self.answer = answer
    self.guests = guests
    self.answers = answers
  }

  /// A place on the form beside which an error can stand.
  package enum Field: Hashable, Sendable {
    case answer
    case guests
    /// The question's id.
    case question(String)
  }

  /// What is wrong with a field; the text comes from the word list (`fault.NAME`).
  package enum Fault: String, Hashable, Sendable, CaseIterable {
    /// No answer, or none of yes, no, maybe.
    case choose
    /// Not a number from 0 to the guests allowed.
    case guests
    /// A required question without an answer.
    case required
    /// More than `AnswerForm.longest` characters.
    case long = "too_long"
    /// None of the options.
    case option
  }

  /// Longest answer to a question, in characters.
  package static let longest = 4000
}
