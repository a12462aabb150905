import Domain
import JSONLines

/// The lines of a snapshot that no entry would say.
enum SnapshotEntries {
  static let lines: [String: PersonalFields] = [
    "state.people": PersonalFields(places: ["names"]),
    "state.organisations": PersonalFields(organisations: ["organisations"]),
    "state.ledger": .none, "state.mailed": .none, "state.rhythm": .none,
    "state.attempt": .of("person", texts: ["reply"]),
    "state.occurrences": PersonalFields(
      people: ["people"], columns: ["occurrences", "moments"], texts: ["text"]),
    "state.owed": PersonalFields(people: ["people"], columns: ["occurrences"]),
    "state.counts": PersonalFields(people: ["people"], columns: ["counts"]),
    "state.mails": PersonalFields(people: ["people"], columns: ["mails"]),
    "state.recent": PersonalFields(people: ["people"], columns: ["moments"]),
    "state.bounces": .of("person"), "state.exchange": .of("person"),
    "state.forward": .of("person", texts: ["note"]),
  ]
}

extension EntryCodec {
  func write(_ statement: SnapshotLine, into json: inout JSONObjectWriter) -> String {
    switch statement {
    case .people(let numbers):
      json.add("names", numbers.map(people.name))
      return "state.people"
    case .organisations(let numbers):
      json.add("organisations", numbers.map(organisations.name))
      return "state.organisations"
    case .ledger(let event, let step, let from, let states, let lengths):
      json.add("event", event)
      json.add("step", step)
      json.add("from", Int(from))
      json.add("states", RunLengths.encode(states, lengths))
      return "state.ledger"
    case .attempt(let key, let attempt):
      write(key, into: &json)
      json.add("date", attempt.date.milliseconds)
      json.add("count", attempt.count)
      json.add("next", attempt.next.milliseconds)
      json.add("reply", attempt.reply)
      return "state.attempt"
    case .mailed(let event, let from, let first, let timed):
      let since = (first + timed).filter { $0 != 0 }.min() ?? 1
      json.add("event", event)
      json.add("from", Int(from))
      json.add("since", Int(since))
      json.add("first", RunLengths.encode(first, since: since))
      if timed != first {
        json.add("timed", RunLengths.encode(timed, since: since, besides: first))
      }
      return "state.mailed"
    case .occurrences(let page):
      write(page, into: &json)
      return "state.occurrences"
    case .owed(let event, let step, let numbers, let occurrences):
      json.add("event", event)
      json.add("step", step)
      json.add("people", numbers.map(people.name))
      json.add("occurrences", occurrences.map(Int.init))
      return "state.owed"
    case .counts(let event, let kind, let numbers, let counts):
      json.add("event", event)
      json.add("kind", kind.rawValue)
      json.add("people", numbers.map(people.name))
      json.add("counts", counts.map(Int.init))
      return "state.counts"
    case .mails(let known):
      json.add("people", known.map { people.name($0.person) })
      json.add("mails", known.map { Self.hex($0.digest) })
      return "state.mails"
    case .bounces(let person, let soft, let suspended):
      json.add("person", people.name(person))
      json.add("soft", soft.map { Int($0.milliseconds) })
      json.add("suspended", ifPresent: suspended.map { Int($0.milliseconds) })
      return "state.bounces"
    case .forward(let digest, let forward):
      json.add("mail", Self.hex(digest))
      json.add("event", forward.about.event)
      json.add("person", people.name(forward.about.person))
      json.add("note", forward.why)
      return "state.forward"
    case .exchange(let about, let exchange):
      json.add("event", about.event)
      json.add("person", people.name(about.person))
      write(exchange.stamp, into: &json)
      json.add("answered", ifPresent: exchange.answeredAt.map { Int($0.milliseconds) })
      return "state.exchange"
    case .rhythm(let moments):
      json.add("moments", moments.map { Int($0.milliseconds) })
      return "state.rhythm"
    case .recent(let numbers, let moments):
      json.add("people", numbers.map(people.name))
      json.add("moments", moments.map { Int($0.milliseconds) })
      return "state.recent"
    }
  }

  private func write(_ page: SnapshotLine.OccurrencePage, into json: inout JSONObjectWriter) {
    json.add("event", page.event)
    json.add("step", page.step)
    json.add("kind", page.kind.rawValue)
    json.add("state", page.state.word)
    json.add("sequence", page.sequence)
    if let notice = page.notice { write(notice, into: &json) }
    json.add("people", page.people.map(people.name))
    json.add("occurrences", page.occurrences.map(Int.init))
    json.add("moments", page.moments.map { Int($0.milliseconds) })
  }
}
