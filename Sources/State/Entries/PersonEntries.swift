import Domain
import JSONLines

/// People: what they chose, what is known of their addresses, and who they are.
enum PersonEntries {
  static let lines: [String: PersonalFields] = [
    "person.left": .of("person"), "person.returned": .of("person"),
    "person.known_as": PersonalFields(persons: ["person", "id"]),
    "person.united": PersonalFields(persons: ["person", "with"]),
    "person.moved": .of("person"),
    "person.address_given_up": .of("person", texts: ["why"]),
    "person.unsubscribed": .of("person"), "person.resubscribed": .of("person"),
    "person.language": .of("person"), "person.reachable": .of("person"),
    "person.suppressed": .of("person", texts: ["why"]),
    "person.suspected": .of("person", texts: ["why"]),
    "person.forgotten": .none,
  ]
}

extension EntryCodec {
  func writePerson(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
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
    case .suspected(let person, let why):
      json.add("person", people.name(person))
      json.add("why", why)
      return "person.suspected"
    case .reachable(let person):
      json.add("person", people.name(person))
      return "person.reachable"
    case .forgotten(let hash):
      json.add("hash", hash)
      return "person.forgotten"
    default: preconditionFailure("not of \(#fileID): \(entry)")
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

  private func write(_ person: Person, into json: inout JSONObjectWriter) {
    json.add("person", person.id)
    writeProfile(person, into: &json)
  }

  func writeProfile(_ person: Person, into json: inout JSONObjectWriter) {
    json.add("email", person.email.text)
    json.add("name", person.name)
    json.add("organisation", person.organisation)
    json.add("language", person.language)
  }
}

extension State {
  mutating func person(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    if reader.type == "person.forgotten" { return .forgotten(hash: try reader.string("hash")) }
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

  mutating func applyPerson(_ entry: Entry, at: Instant) {
    switch entry {
    case .personLeft(let person):
      let number = people.number(person.id)
      former[number] = person
      strangers.remove(number)
    case .personReturned(let person):
      former[person] = nil
      strangers.remove(person)
    case .knownAs(let person, let id):
      people.know(id, as: person)
    case .united(let person, let other):
      unite(other, into: person)
    case .moved(let person, let email, let old):
      movedTo(email, from: old, person)
    case .addressGivenUp(let person, let email, let why):
      givenUp[email] = GivenUp(person: person, why: why)
    case .unsubscribed(let person, let kind, _):
      unsubscribed[person, default: []].insert(kind)
    case .resubscribed(let person, let kind, _):
      if kind == "*" { unsubscribed[person] = nil } else { unsubscribed[person]?.remove(kind) }
      if unsubscribed[person]?.isEmpty == true { unsubscribed[person] = nil }
    case .languageChosen(let person, let language):
      languages[person] = language
    case .suppressed(let person, let why):
      suppressed[person] = why
      suspected[person] = nil
    case .suspected(let person, _):
      suspected[person] = at
    case .reachable(let person):
      suppressed[person] = nil
      suspected[person] = nil
      post.clear(person)
    case .forgotten(let hash):
      forgotten.insert(hash)
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }
}
