import Domain
import JSONLines

/// Answers, seats, and who comes by whom.
enum SeatEntries {
  static let lines: [String: PersonalFields] = [
    "rsvp.received": .of("person", words: ["answers"]),
    "rsvp.words": .of("person", words: ["answers"]),
    "rsvp.handed_over": PersonalFields(facts: ["facts"]),
    "colleague.asked": .of("person", others: ["by"]),
    "seat.answered": .of("person"), "seat.offered": .of("person"), "seat.promoted": .of("person"),
    "seat.lapsed": .of("person"), "seat.withdrawn": .of("person"),
    "seat.handedOver": .of("person"), "seat.received": .of("person"),
    "seat.removed": .of("person"),
  ]
}

extension EntryCodec {
  func writeSeat(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
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
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
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
}

extension State {
  mutating func seat(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    let event = try reader.string("event")
    switch reader.type {
    case "rsvp.received":
      return .answered(
        event: event, fact: try fact(.answered, reader), words: try reader.words(),
        via: try reader.string("via"))
    case "rsvp.words":
      return .words(
        event: event, person: people.number(try reader.string("person")),
        words: try reader.words(), via: try reader.string("via"))
    case "rsvp.handed_over":
      return try handedOver(reader)
    case "colleague.asked":
      let id = try reader.string("person")
      return .colleagueAsked(
        event: event, person: people.number(id),
        profile: reader.line.has("email") ? try reader.person(id: id) : nil,
        by: by(try reader.string("by")))
    default:
      guard reader.type.hasPrefix("seat."),
        let cause = SeatFact.Cause(rawValue: String(reader.type.dropFirst(5)))
      else { throw reader.lacks("type") }
      return .seat(event: event, fact: try fact(cause, reader))
    }
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

  mutating func applySeat(_ entry: Entry, at: Instant) {
    switch entry {
    case .answered(let event, let fact, let words, let via):
      events[event, default: EventRecord()].apply(fact)
      note(words, via, of: fact.person, in: event)
    case .words(let event, let person, let words, let via):
      note(words, via, of: person, in: event)
    case .seat(let event, let fact):
      events[event, default: EventRecord()].apply(fact)
    case .colleagueAsked(let event, let person, let profile, let by):
      if let profile { meet(person, profile) }
      events[event, default: EventRecord()].colleagues[person] = Colleague(by: by, at: at)
    case .handedOver(let event, let giver, let taker, let profile):
      handedOver(event, giver, taker, profile, at: at)
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  private mutating func handedOver(
    _ event: String, _ giver: SeatFact?, _ taker: SeatFact?, _ profile: Person?, at: Instant
  ) {
    var record = events.removeValue(forKey: event) ?? EventRecord()
    if let giver { record.apply(giver) }
    if let taker {
      record.apply(taker)
      record.via[taker.person] = "colleague"
      record.colleagues[taker.person] = Colleague(by: giver?.person, at: at)
      if let profile { meet(taker.person, profile) }
    }
    events[event] = record
  }

  /// Somebody of whom only this is known.
  private mutating func meet(_ stranger: Int32, _ profile: Person) {
    former[stranger] = profile
    strangers.insert(stranger)
  }

  private mutating func note(
    _ words: [String: String], _ via: String, of person: Int32, in event: String
  ) {
    events[event, default: EventRecord()].words[person] = words.isEmpty ? nil : words
    events[event]?.via[person] = via
  }
}
