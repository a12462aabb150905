package import Domain

/// Who came to an event by a colleague's invitation, and when they were last brought in.
package struct Colleague: Sendable, Hashable {
  /// Whose link it was; nil once that person is forgotten.
  package var by: Int32?
  package var at: Instant

  package init(by: Int32?, at: Instant) {
    self.by = by
    self.at = at
  }
}

/// Whom somebody brings in: on the roster, or described by a `profile`.
package struct NewColleague: Sendable, Hashable {
  package var person: Int32
  /// Nil for people on the roster, and for those who are known already.
  package var profile: Person?
  /// State number of the organisation; -1 for none.
  package var organisation: Int32
  /// Whose link it is.
  package var by: Int32

  package init(person: Int32, profile: Person?, organisation: Int32, by: Int32) {
    self.person = person
    self.profile = profile
    self.organisation = organisation
    self.by = by
  }
}

/// Why somebody was not brought in. Nothing was changed.
package enum ColleagueRefusal: Error, Sendable, Hashable {
  case seat(SeatRefusal)
  /// The link's own person.
  case oneself
  /// The address is dead, or its owner was forgotten.
  case unmailable
  /// This link brought in as many as it may for now.
  case tooMany
}
