import Domain
import JSONLines
import State

/// A journal on paper: a state, and the lines that led to it as a file would hold them.
struct PaperJournal {
  var state = State()
  private(set) var lines: [(type: String, at: Instant, json: [UInt8])] = []

  mutating func record(_ entries: [Entry], at: Instant) {
    let codec = state.codec
    for entry in entries {
      let (type, fields) = codec.encode(entry)
      lines.append((type, at, [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]))
    }
    for entry in entries { state.apply(entry, at: at) }
  }

  /// The state that a reader of the lines comes to, from nothing.
  func replayed() throws -> State {
    var fresh = State()
    for line in lines {
      try JSONLine.parse(line.json) { json in
        if let entry = try fresh.decode(type: line.type, json) { fresh.apply(entry, at: line.at) }
      }
    }
    return fresh
  }
}

/// What a state says, with names for numbers: equal for equal histories.
func description(of state: State) -> [String] {
  func name(_ person: Int32) -> String { state.people.name(person) }
  var text = [
    "programme \(String(describing: state.programme)) rehearsal \(state.isRehearsal)",
    "unsubscribed \(state.unsubscribed.map { "\(name($0)) \($1.sorted())" }.sorted())",
    "languages \(state.languages.map { "\(name($0)) \($1)" }.sorted())",
    "suppressed \(state.suppressed.map { "\(name($0)) \($1)" }.sorted())",
    "suspected \(state.suspected.map { "\(name($0)) \($1)" }.sorted())",
    "strangers \(state.strangers.map(name).sorted())",
    "former \(state.former.map { "\(name($0)) \($1)" }.sorted())",
  ]
  func words(_ scope: Scope) -> String {
    "\(scope.event)/\(scope.step)/\(scope.person.map(name) ?? "*")"
  }
  text.append(
    "forwards \(state.post.forwards.map { "\($0) \(name($1.about.person)) \($1.why)" }.sorted())")
  text.append("known mails \(state.post.known.map { "\(name($0.person)) \($0.digest)" })")
  text.append("soft \(state.post.soft.map { "\(name($0)) \($1)" }.sorted())")
  text.append("suspended \(state.post.suspended.map { "\(name($0)) \($1)" }.sorted())")
  text.append(
    "exchanges \(state.post.exchanges.map { "\($0.event) \(name($0.person)) \($1)" }.sorted())")
  text.append("holds \(state.holds.map { "\(words($0)) \($1)" }.sorted())")
  text.append("released \(state.released.map(words).sorted())")
  for (id, record) in state.events.sorted(by: { $0.key < $1.key }) {
    text += ["event \(id)"] + description(of: record, name: name)
    for standing in record.seats.standings.sorted(by: { name($0.key) < name($1.key) }) {
      let house = standing.value.organisation
      let organisation = house < 0 ? "-" : state.organisations.name(house)
      text.append(
        "  \(name(standing.key)) \(standing.value.place) \(standing.value.guests) "
          + "\(organisation) \(standing.value.at.milliseconds)")
    }
  }
  return text
}

private func description(of record: EventRecord, name: (Int32) -> String) -> [String] {
  var text = [
    "  \(String(describing: record.facts)) \(record.sequence) \(String(describing: record.former))",
    "  \(String(describing: record.pending)) \(record.pendingSince) dropped \(record.dropped)",
    "  words \(record.words.map { "\(name($0)) \($1.sorted { $0.key < $1.key })" }.sorted())",
    "  via \(record.via.map { "\(name($0)) \($1)" }.sorted())",
    "  history "
      + record.history.map { person, answers in
        "\(name(person)) "
          + answers.map { "\($0.standing.place) \($0.standing.guests) \($0.standing.at) \($0.via)" }
          .joined(separator: ";")
      }.sorted().joined(separator: ","),
    "  colleagues "
      + record.colleagues.map { "\(name($0)) \($1.by.map(name) ?? "") \($1.at)" }.sorted()
      .joined(separator: ","),
    "  owed \(record.owed.map { "\($0.step) \(name($0.person)) \($0.occurrence)" })",
  ]
  for (step, ledger) in record.steps.sorted(by: { $0.key < $1.key }) {
    let people = ledger.people(in: Set(DeliveryState.allCases).subtracting([.open]))
    text += people.map { person in
      "  \(step) \(name(person)) \(ledger[person]) \(String(describing: ledger.attempts[person])) "
        + "\(String(describing: record.firstMail(to: person))) "
        + "\(String(describing: record.lastTimedMail(to: person)))"
    }.sorted()
  }
  text += record.occurrences.map { key, value in
    "  \(key.step) \(name(key.person)) \(key.occurrence) \(value)"
  }.sorted()
  text += record.occurrenceCounts.flatMap { kind, counts in
    counts.map { "  \(kind) \(name($0)) \($1)" }
  }.sorted()
  return text
}
