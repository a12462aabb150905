import Domain

/// The signed links of one reader and event, made when first asked for.
struct LetterLinks {
  private let base: String
  private let event: String
  private let person: String
  let reference: LinkReference
  private let personReference: LinkReference
  private let generation: Int
  private let keys: SigningKeys

  /// `generation` is that of the host's desk.
  init(base: String, event: String, person: String, generation: Int, keys: SigningKeys) {
    self.base = base
    self.event = event
    self.person = person
    self.generation = generation
    self.keys = keys
    reference = LinkReference(event: event, person: person)
    personReference = LinkReference(event: "", personOf: reference)
  }

  var rsvp: String { "\(base)/r/\(token(.rsvp))" }
  var browser: String { "\(base)/n/\(token(.browser))" }
  var host: String {
    let token = LinkToken.make(
      .host, event: event, person: person, reference: reference, generation: generation,
      keys: keys)
    return "\(base)/host/\(token)"
  }
  var unsubscribe: String { "\(base)/u/\(personToken(.unsubscribe))" }
  var preferences: String { "\(base)/p/\(personToken(.preferences))" }

  func bounce(step: String, at mailbox: MailAddress) -> String {
    AddressTag.address(
      AddressTag.bounce(
        event: event, step: step, person: person, reference: reference, keys: keys),
      at: mailbox)
  }

  func unsubscribeAddress(at mailbox: MailAddress) -> String {
    AddressTag.address(
      AddressTag.unsubscribe(person: person, reference: personReference, keys: keys), at: mailbox)
  }

  func calendarUID(domain: String) -> String {
    AddressTag.calendar(event: event, person: person, reference: reference, keys: keys)
      + "@\(domain)"
  }

  private func token(_ purpose: LinkPurpose) -> String {
    LinkToken.make(purpose, event: event, person: person, reference: reference, keys: keys)
  }

  private func personToken(_ purpose: LinkPurpose) -> String {
    LinkToken.make(purpose, event: "", person: person, reference: personReference, keys: keys)
  }
}
