/// What stands open in a shape of the RSVP page: the texts that are one person's, or one moment's.
enum Blank: UInt8, Sendable {
  case answerBy, at, broughtInBy, greeting, organisation, person, position, preferencesToken, room
  case sentInstead, token, until
}

/// A run of a text that is put together.
enum TextPart: Sendable, Equatable {
  case text(String)
  case blank(Blank)
}
