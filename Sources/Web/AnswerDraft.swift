import Domain

/// An answer as it was typed, before it is known to be right.
struct AnswerDraft: Sendable, Equatable {
  /// Nil when no button, or none of ours, was sent.
  var answer: Choice?
  var guests: String
  /// Values by question id, as typed.
  var answers: [String: [String]]

  /// The form's field of a question.
  static func field(_ question: String) -> String { "q_\(question)" }

  init(_ form: FormFields) {
    let answer = form.first("answer") ?? ""
    self.answer = Choice(rawValue: answer)
    guests = form.first("guests") ?? ""
    answers = [:]
    for (name, value) in form.pairs where name.hasPrefix("q_") {
      answers[String(name.dropFirst(2)), default: []].append(value)
    }
  }

  /// The answer when it fits the terms, else what is wrong with each field.
  ///
  /// A decline always succeeds, so nothing else on the form can stand in its way: what does not fit
  /// is left out. Required questions are asked of those who come.
  func checked(against terms: AnswerTerms) -> Result<AnswerForm, Faults> {
    // For an event that takes no more answers: the rules refuse it, whatever else is on the form.
    guard terms.phase == .open else { return .success(AnswerForm(answer: answer ?? .no)) }
    let (questions, most) = (
      terms.gathering.content.questions, terms.gathering.content.guestsAllowed
    )
    var faults: [AnswerForm.Field: AnswerForm.Fault] = [:]
    if answer == nil { faults[.answer] = .choose }
    var form = AnswerForm(answer: answer ?? .no)
    if form.answer == .yes, !guests.isEmpty, guests != "0" {
      if let number = Int(guests), (1...max(1, most)).contains(number), most > 0 {
        form.guests = number
      } else {
        faults[.guests] = .guests
      }
    }
    for question in questions {
      let values = Self.values(answers[question.id] ?? [], of: question)
      if let fault = Self.fault(values, question, coming: answer == .yes) {
        faults[.question(question.id)] = fault
      } else if !values.isEmpty {
        form.answers[question.id] = values
      }
    }
    if answer == .no || faults.isEmpty { return .success(form) }
    return .failure(Faults(byField: faults))
  }

  struct Faults: Error, Equatable {
    var byField: [AnswerForm.Field: AnswerForm.Fault]
  }

  /// Without empty values.
  private static func values(_ typed: [String], of question: AskedQuestion) -> [String] {
    var kept: [String] = []
    for value in typed {
      if !value.isEmpty, !kept.contains(value) { kept.append(value) }
      if question.kind != .multi, !kept.isEmpty { break }
    }
    return kept
  }

  private static func fault(
    _ values: [String], _ question: AskedQuestion, coming: Bool
  ) -> AnswerForm.Fault? {
    if values.isEmpty { return question.required && coming ? .required : nil }
    switch question.kind {
    case .text: return values[0].count > AnswerForm.longest ? .long : nil
    case .choice, .multi: return values.allSatisfy(question.options.contains) ? nil : .option
    case .yesno: return ["yes", "no"].contains(values[0]) ? nil : .option
    }
  }
}
