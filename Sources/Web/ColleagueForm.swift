/// Somebody to be brought in, as typed and checked.
package struct ColleagueForm: Sendable, Hashable {
  package var name: String
  package var email: String

  package init(name: String, email: String) {
    self.name = name
    self.email = email
  }

  /// What is wanted for them.
  package enum Errand: String, Sendable, CaseIterable {
    /// "A colleague forwarded this": an invitation of their own, mailed to the address.
    case own
    /// "Send a colleague instead": the place of the link's person.
    case colleague
  }

  package enum Field: String, Hashable, Sendable, CaseIterable { case name, email }

  /// What is wrong with a field; the text comes from the word list (`fault.NAME`).
  package enum Fault: String, Hashable, Sendable, CaseIterable {
    case name
    /// No mail address.
    case email
    /// The address of the link's own person.
    case oneself
    /// No mail can be sent there.
    case unmailable
    /// Their organisation has all the seats it may have.
    case full
  }

  /// Longest name, in characters.
  static let longest = 60

  /// What was typed; faults of what can be judged without knowing anybody.
  static func checked(_ form: FormFields) -> (ColleagueForm, [Field: Fault]) {
    let name = FormText.oneLine(form.first("name") ?? "")
    let email = FormText.oneLine(form.first("email") ?? "")
    var faults: [Field: Fault] = [:]
    if name.isEmpty || name.count > longest { faults[.name] = .name }
    if email.isEmpty { faults[.email] = .email }
    return (ColleagueForm(name: name, email: email), faults)
  }
}

/// What became of it.
package enum ColleagueOutcome: Sendable, Equatable {
  /// Durable; the mail is on its way.
  case saved
  /// The store could not write; nothing was recorded (503).
  case notSaved
  /// The event takes no more answers, or there is no place to give away any more (409).
  case closed
  case refused(field: ColleagueForm.Field, reason: ColleagueForm.Fault)
  /// This link brought in as many as it may for now (429).
  case often
  /// The token is wrong, foreign or revoked (404).
  case unknown
}
