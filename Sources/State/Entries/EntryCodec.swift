import Domain
import JSONLines

/// Spells entries out for the journal: `type` and the fields between `type` and `crc`.
///
/// Ids, not numbers, are written, so that a line can be read by itself, with `jq` or by eye.
/// The table of types and fields stands in `docs/store.md`.
package struct EntryCodec {
  package let people: NameIndex
  package let organisations: NameIndex

  /// The type and the members of the entry's JSON object, without braces.
  package func encode(_ entry: Entry) -> (type: String, fields: [UInt8]) {
    var json = JSONObjectWriter()
    let type = write(entry, into: &json)
    return (type, Array(json.finish().dropFirst().dropLast()))
  }

  private func write(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .programmeAccepted(let fingerprint, let people):
      json.add("fingerprint", fingerprint)
      json.add("people", people)
      return "programme.accepted"
    case .eventAccepted(let event, let facts):
      json.add("event", event)
      write(facts, into: &json)
      return "event.accepted"
    case .eventChanged(let event, let facts):
      json.add("event", event)
      if let facts { write(facts, into: &json) }
      return facts == nil ? "event.restored" : "event.changed"
    case .eventRevised(let event, let sequence, let facts):
      json.add("event", event)
      json.add("sequence", sequence)
      write(facts, into: &json)
      return "event.revised"
    case .dueAgain(let event, let sequence, let steps):
      json.add("event", event)
      json.add("sequence", sequence)
      json.add("steps", steps)
      return "event.again"
    case .eventDropped(let event):
      json.add("event", event)
      return "event.dropped"
    case .calledOff(let event):
      json.add("event", event)
      return "event.called-off"
    case .deskRevoked(let event, let generation):
      json.add("event", event)
      json.add("generation", generation)
      return "event.desk-revoked"
    case .personLeft(let person):
      write(person, into: &json)
      return "person.left"
    case .personReturned(let person):
      json.add("person", people.name(person))
      return "person.returned"
    case .knownAs(let person, let id):
      json.add("person", people.name(person))
      json.add("id", id)
      return "person.known_as"
    case .united(let person, let other):
      json.add("person", people.name(person))
      json.add("with", people.name(other))
      return "person.united"
    case .moved(let person, let email, let old):
      json.add("person", people.name(person))
      json.add("email", email)
      if !old.isEmpty { json.add("was", old) }
      return "person.moved"
    case .addressGivenUp(let person, let email, let why):
      json.add("person", people.name(person))
      json.add("email", email)
      json.add("why", why)
      return "person.address_given_up"
    case .answered(let event, let fact, let words, let via):
      json.add("event", event)
      write(fact, into: &json)
      write(words, via, into: &json)
      return "rsvp.received"
    case .words(let event, let person, let words, let via):
      json.add("event", event)
      json.add("person", people.name(person))
      write(words, via, into: &json)
      return "rsvp.words"
    case .seat(let event, let fact):
      json.add("event", event)
      write(fact, into: &json)
      return "seat.\(fact.cause.rawValue)"
    case .colleagueAsked(let event, let person, let profile, let by):
      json.add("event", event)
      json.add("person", people.name(person))
      if let profile { writeProfile(profile, into: &json) }
      json.add("by", by.map(people.name) ?? "")
      return "colleague.asked"
    case .handedOver(let event, let giver, let taker, let profile):
      json.add("event", event)
      json.add(
        "facts",
        rawList: [(giver, nil), (taker, profile)].compactMap { fact, profile in
          fact.map { object($0, profile) }
        })
      return "rsvp.handed_over"
    case .occurred(let event, let kind, let steps, let numbers):
      json.add("event", event)
      json.add("kind", kind.rawValue)
      json.add("steps", steps)
      json.add("people", numbers.map(people.name))
      return "occurred"
    case .notified(let event, let notice, let numbers):
      json.add("event", event)
      json.add("step", notice.kind.rawValue)
      write(notice, into: &json)
      json.add("people", numbers.map(people.name))
      return "notice"
    case .unsubscribed(let person, let kind, let via):
      return writeChoice(person, kind, via, into: &json, type: "person.unsubscribed")
    case .resubscribed(let person, let kind, let via):
      return writeChoice(person, kind, via, into: &json, type: "person.resubscribed")
    case .languageChosen(let person, let language):
      json.add("person", people.name(person))
      json.add("language", language)
      return "person.language"
    case .suppressed(let person, let why):
      json.add("person", people.name(person))
      json.add("why", why)
      return "person.suppressed"
    case .reachable(let person):
      json.add("person", people.name(person))
      return "person.reachable"
    case .mailReceived(let mail):
      write(mail, into: &json)
      return "mail.received"
    case .suspected(let person, let why):
      json.add("person", people.name(person))
      json.add("why", why)
      return "person.suspected"
    case .forgotten(let hash):
      json.add("hash", hash)
      return "person.forgotten"
    case .held(let scope, let why):
      write(scope, into: &json)
      json.add("why", why)
      return "hold.set"
    case .released(let scope):
      write(scope, into: &json)
      return "hold.released"
    case .tested(let event, let step, let person, let tester, let messageID):
      json.add("event", event)
      json.add("step", step)
      json.add("person", person)
      json.add("to", tester)
      json.add("message_id", messageID)
      return "test.mailed"
    case .rehearsal:
      return "rehearsal"
    case .stated(let statement):
      return write(statement, into: &json)
    case .committed, .sent, .deferred, .failed, .doubt, .retried, .dropped, .missed:
      return writeDelivery(entry, into: &json)
    }
  }

  private func writeChoice(
    _ person: Int32, _ kind: String, _ via: String, into json: inout JSONObjectWriter, type: String
  ) -> String {
    json.add("person", people.name(person))
    json.add("kind", kind)
    json.add("via", via)
    return type
  }

  private func write(
    _ words: [String: String], _ via: String, into json: inout JSONObjectWriter
  ) {
    if !words.isEmpty {
      json.add("answers", object: words.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    json.add("via", via)
  }

  private func write(_ fact: SeatFact, into json: inout JSONObjectWriter) {
    json.add("person", people.name(fact.person))
    guard let standing = fact.standing else { return }
    json.add("answer", standing.choice.rawValue)
    json.add("place", standing.state.rawValue)
    if standing.guests > 0 { json.add("guests", standing.guests) }
    if standing.organisation >= 0 {
      json.add("organisation", organisations.name(standing.organisation))
    }
    if let turn = standing.place.turn { json.add("turn", turn) }
    if let until = standing.place.until { json.add("until", until.milliseconds) }
    json.add("since", standing.at.milliseconds)
  }

  /// One of several facts in a line, with what is known of the person beside it.
  private func object(_ fact: SeatFact, _ profile: Person?) -> [UInt8] {
    var json = JSONObjectWriter()
    json.add("cause", fact.cause.rawValue)
    write(fact, into: &json)
    if let profile { json.add("profile", raw: self.profile(profile)) }
    return json.finish()
  }

  private func profile(_ person: Person) -> [UInt8] {
    var json = JSONObjectWriter()
    writeProfile(person, into: &json)
    return json.finish()
  }

  /// Everything but the kind, which is the step.
  func write(_ notice: Notice, into json: inout JSONObjectWriter) {
    if !notice.about.isEmpty { json.add("about", notice.about) }
    if !notice.text.isEmpty { json.add("text", notice.text) }
    if let from = notice.from { json.add("from", from.milliseconds) }
    if let until = notice.until { json.add("until", until.milliseconds) }
    if notice.count != 0 { json.add("count", notice.count) }
  }

  private func write(_ facts: RecordedFacts, into json: inout JSONObjectWriter) {
    json.add("starts", facts.starts)
    json.add("ends", facts.ends)
    json.add("zone", facts.zone)
    json.add(
      "venue",
      object: [
        ("name", facts.venue.name), ("address", facts.venue.address),
        ("online", facts.venue.online),
      ])
    json.add("cancelled", facts.cancelled)
  }

  private func write(_ person: Person, into json: inout JSONObjectWriter) {
    json.add("person", person.id)
    writeProfile(person, into: &json)
  }

  private func writeProfile(_ person: Person, into json: inout JSONObjectWriter) {
    json.add("email", person.email.text)
    json.add("name", person.name)
    json.add("organisation", person.organisation)
    json.add("language", person.language)
  }

  private func write(_ scope: Scope, into json: inout JSONObjectWriter) {
    json.add("event", scope.event)
    if !scope.step.isEmpty { json.add("step", scope.step) }
    if let person = scope.person { json.add("person", people.name(person)) }
  }
}
