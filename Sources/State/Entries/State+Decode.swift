import Domain
package import JSONLines

/// A line whose type is known and whose fields are not what that type has: our bug or a hand edit.
package struct UnreadableEntry: Error, CustomStringConvertible {
  package var type: String
  package var field: String
  package var description: String { "an entry of type \(type) lacks a good '\(field)'" }
}

extension State {
  /// Reads the entry of one journal line, numbering names that are new; nil for a type of no
  /// interest here (`segment`, `mark`).
  package mutating func decode(type: String, _ line: JSONLine) throws(UnreadableEntry) -> Entry? {
    let reader = EntryReader(type: type, line: line)
    if type.hasPrefix("delivery.") { return try delivery(reader) }
    if type == "person.forgotten" { return .forgotten(hash: try reader.string("hash")) }
    if type.hasPrefix("person.") { return try person(reader) }
    if type.hasPrefix("event.") { return try event(reader) }
    if type.hasPrefix("seat.") { return try seat(reader) }
    if type.hasPrefix("state.") { return .stated(try statement(reader)) }
    switch type {
    case "mail.received":
      return .mailReceived(try receivedMail(reader))
    case "programme.accepted":
      return .programmeAccepted(
        fingerprint: try reader.string("fingerprint"), people: try reader.int("people"))
    case "rsvp.received":
      return .answered(
        event: try reader.string("event"), fact: try fact(.answered, reader),
        words: try reader.words(), via: try reader.string("via"))
    case "rsvp.handed_over":
      return try handedOver(reader)
    case "colleague.asked":
      let id = try reader.string("person")
      return .colleagueAsked(
        event: try reader.string("event"), person: people.number(id),
        profile: reader.line.has("email") ? try reader.person(id: id) : nil,
        by: by(try reader.string("by")))
    case "rsvp.words":
      return .words(
        event: try reader.string("event"), person: people.number(try reader.string("person")),
        words: try reader.words(), via: try reader.string("via"))
    case "occurred":
      guard let kind = Step.Occurrence(rawValue: try reader.string("kind")) else {
        throw reader.lacks("kind")
      }
      return .occurred(
        event: try reader.string("event"), kind: kind, steps: try reader.strings("steps"),
        people: try reader.strings("people").map { people.number($0) })
    case "notice":
      return .notified(
        event: try reader.string("event"), try reader.notice(),
        people: try reader.strings("people").map { people.number($0) })
    case "hold.set":
      return .held(try scope(reader), why: try reader.string("why"))
    case "hold.released":
      return .released(try scope(reader))
    case "test.mailed":
      return .tested(
        event: try reader.string("event"), step: try reader.string("step"),
        person: try reader.string("person"), to: try reader.string("to"),
        messageID: try reader.string("message_id"))
    case "rehearsal":
      return .rehearsal
    case "segment", "mark":
      return nil
    default:
      throw reader.lacks("type")
    }
  }

  private mutating func seat(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    guard let cause = SeatFact.Cause(rawValue: String(reader.type.dropFirst(5))) else {
      throw reader.lacks("type")
    }
    return .seat(event: try reader.string("event"), fact: try fact(cause, reader))
  }

  private mutating func by(_ name: String) -> Int32? { name.isEmpty ? nil : people.number(name) }

  /// Either fact is absent once its person was erased.
  private mutating func handedOver(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    guard let lines = reader.line.objects("facts") else { throw reader.lacks("facts") }
    var facts: [SeatFact.Cause: SeatFact] = [:]
    var profile: Person?
    for line in lines {
      let inner = EntryReader(type: reader.type, line: line)
      guard let cause = SeatFact.Cause(rawValue: try inner.string("cause")) else {
        throw reader.lacks("cause")
      }
      facts[cause] = try fact(cause, inner)
      if let known = line.object("profile") {
        profile = try EntryReader(type: reader.type, line: known)
          .person(id: try inner.string("person"))
      }
    }
    return .handedOver(
      event: try reader.string("event"), giver: facts[.handedOver], taker: facts[.received],
      profile: profile)
  }

  private mutating func fact(
    _ cause: SeatFact.Cause, _ reader: EntryReader
  ) throws(UnreadableEntry) -> SeatFact {
    let person = people.number(try reader.string("person"))
    guard let text = reader.line.string("place") else {
      return SeatFact(cause: cause, person: person, standing: nil)
    }
    let until = reader.line.int("until").map { Instant(milliseconds: Int64($0)) }
    guard let state = SeatState(rawValue: text),
      let place = SeatPlace(state: state, turn: reader.line.int("turn"), until: until)
    else { throw reader.lacks("place") }
    let organisation = reader.line.string("organisation").map { organisations.number($0) } ?? -1
    return SeatFact(
      cause: cause, person: person,
      standing: SeatStanding(
        organisation: organisation, guests: reader.line.int("guests") ?? 0, place: place,
        at: try reader.instant("since")))
  }

  private mutating func event(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    let event = try reader.string("event")
    switch reader.type {
    case "event.accepted": return .eventAccepted(event: event, facts: try reader.facts())
    case "event.changed": return .eventChanged(event: event, facts: try reader.facts())
    case "event.restored": return .eventChanged(event: event, facts: nil)
    case "event.revised":
      return .eventRevised(
        event: event, sequence: try reader.int("sequence"), facts: try reader.facts())
    case "event.again":
      return .dueAgain(
        event: event, sequence: try reader.int("sequence"), steps: try reader.strings("steps"))
    case "event.dropped": return .eventDropped(event: event)
    case "event.called-off": return .calledOff(event: event)
    case "event.desk-revoked":
      return .deskRevoked(event: event, generation: try reader.int("generation"))
    default: throw reader.lacks("type")
    }
  }

  private mutating func person(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    let id = try reader.string("person")
    switch reader.type {
    case "person.left": return .personLeft(try reader.person(id: id))
    case "person.returned": return .personReturned(people.number(id))
    case "person.unsubscribed":
      return .unsubscribed(
        person: people.number(id), kind: try reader.string("kind"), via: try reader.string("via"))
    case "person.resubscribed":
      return .resubscribed(
        person: people.number(id), kind: try reader.string("kind"), via: try reader.string("via"))
    case "person.language":
      return .languageChosen(person: people.number(id), language: try reader.string("language"))
    case "person.suppressed":
      return .suppressed(person: people.number(id), why: try reader.string("why"))
    case "person.known_as":
      return .knownAs(person: people.number(id), id: try reader.string("id"))
    case "person.united":
      return .united(
        person: people.number(id), with: people.number(try reader.string("with")))
    case "person.moved":
      return .moved(
        person: people.number(id), email: try reader.string("email"),
        was: reader.line.string("was") ?? "")
    case "person.address_given_up":
      return .addressGivenUp(
        person: people.number(id), email: try reader.string("email"),
        why: try reader.string("why"))
    case "person.reachable":
      return .reachable(person: people.number(id))
    case "person.suspected":
      return .suspected(person: people.number(id), why: try reader.string("why"))
    default: throw reader.lacks("type")
    }
  }

  private mutating func scope(_ reader: EntryReader) throws(UnreadableEntry) -> Scope {
    Scope(
      event: try reader.string("event"), step: reader.line.string("step") ?? "",
      person: reader.line.string("person").map { people.number($0) })
  }

  mutating func key(_ reader: EntryReader) throws(UnreadableEntry) -> DeliveryKey {
    DeliveryKey(
      event: try reader.string("event"), step: try reader.string("step"),
      person: people.number(try reader.string("person")),
      occurrence: Int32(truncatingIfNeeded: reader.line.int("occurrence") ?? 0))
  }

  private mutating func delivery(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    if reader.type == "delivery.missed" {
      return .missed(
        event: try reader.string("event"), step: try reader.string("step"),
        people: try reader.strings("people").map { people.number($0) },
        occurrence: Int32(truncatingIfNeeded: reader.line.int("occurrence") ?? 0),
        why: try reader.string("why"))
    }
    let key = try key(reader)
    switch reader.type {
    case "delivery.committed":
      return .committed(
        key, email: try reader.string("email"), messageID: try reader.string("message_id"),
        date: try reader.instant("date"))
    case "delivery.sent": return .sent(key, reply: try reader.string("reply"))
    case "delivery.deferred":
      return .deferred(
        key, date: try reader.instant("date"), count: try reader.int("count"),
        next: try reader.instant("next"), reply: try reader.string("reply"))
    case "delivery.failed": return .failed(key, reply: try reader.string("reply"))
    case "delivery.doubt": return .doubt(key, reply: try reader.string("reply"))
    case "delivery.retried": return .retried(key)
    case "delivery.dropped": return .dropped(key)
    default: throw reader.lacks("type")
    }
  }
}
