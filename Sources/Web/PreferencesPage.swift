/// The preferences of one person.
package struct PreferencesPage: Sendable {
  package var language: String
  package var personName: String
  package var email: String
  package var languages: [Choice]
  /// Kinds of mail, checked when the person gets them; empty leaves the list out.
  package var kinds: [Choice]
  /// True when all timed mail has stopped.
  package var stopped: Bool
  /// Gatherings at which the person has a place that a colleague could take.
  package var places: [Place] = []

  package init(
    language: String, personName: String, email: String, languages: [Choice], kinds: [Choice],
    stopped: Bool
  ) {
    self.language = language
    self.personName = personName
    self.email = email
    self.languages = languages
    self.kinds = kinds
    self.stopped = stopped
  }

  /// A place at a gathering.
  package struct Place: Sendable, Equatable {
    package var title: String
    package var when: String
    /// Token of the RSVP page.
    package var token: String

    package init(title: String, when: String, token: String) {
      self.title = title
      self.when = when
      self.token = token
    }
  }

  /// One of several things to choose.
  package struct Choice: Sendable, Equatable {
    package var id: String
    package var label: String
    package var chosen: Bool

    package init(id: String, label: String, chosen: Bool) {
      self.id = id
      self.label = label
      self.chosen = chosen
    }
  }
}

/// What the preferences page asks for.
package enum PreferencesChange: Sendable, Hashable {
  /// `kinds` holds the kinds of mail that are wanted; both only name what the page offered.
  case save(language: String, kinds: Set<String>)
  case stop
  case resume
  /// The person confirmed that everything about them be erased.
  case forget
}
