import Domain
import State

/// Names everything in which two states differ; empty when nothing can tell them apart.
enum Comparison {
  static func differences(_ a: State, _ b: State) -> [String] {
    var found: [String] = []
    func same<Value: Equatable>(_ what: String, _ x: Value, _ y: Value) {
      if x != y { found.append("\(what): \(x) / \(y)") }
    }
    same("people", a.people.names, b.people.names)
    same("organisations", a.organisations.names, b.organisations.names)
    same("unsubscribed", a.unsubscribed, b.unsubscribed)
    same("languages", a.languages, b.languages)
    same("suppressed", a.suppressed, b.suppressed)
    same("suspected", a.suspected, b.suspected)
    same("former", a.former, b.former)
    same("strangers", a.strangers, b.strangers)
    same("forgotten", a.forgotten, b.forgotten)
    same("holds", a.holds, b.holds)
    same("released", a.released, b.released)
    same("programme", a.programme, b.programme)
    same("post", a.post, b.post)
    same("rhythm", a.rhythm.recent, b.rhythm.recent)
    same("recent people", a.recentMail.all.map(\.person), b.recentMail.all.map(\.person))
    same("recent moments", a.recentMail.all.map(\.at), b.recentMail.all.map(\.at))
    same("rehearsal", a.isRehearsal, b.isRehearsal)
    same("events", a.events.keys.sorted(), b.events.keys.sorted())
    for (id, record) in a.events {
      guard let other = b.events[id] else { continue }
      found += differences(record, other, people: a.people.count).map { "\(id) \($0)" }
    }
    return found
  }

  private static func differences(_ a: EventRecord, _ b: EventRecord, people: Int) -> [String] {
    var found: [String] = []
    func same<Value: Equatable>(_ what: String, _ x: Value, _ y: Value) {
      if x != y { found.append("\(what): \(x) / \(y)") }
    }
    same("facts", a.facts, b.facts)
    same("sequence", a.sequence, b.sequence)
    same("former", a.former, b.former)
    if a.former != nil || a.sequence == 0 { same("accepted", a.acceptedAt, b.acceptedAt) }
    same("pending", a.pending, b.pending)
    if a.pending != nil { same("pendingSince", a.pendingSince, b.pendingSince) }
    same("dropped", a.dropped, b.dropped)
    same("called off", a.calledOff, b.calledOff)
    same("desk", a.deskGeneration, b.deskGeneration)
    same("standings", a.seats.standings, b.seats.standings)
    same("waiting", a.seats.waiting, b.seats.waiting)
    same("offered", a.seats.offered, b.seats.offered)
    same("seated", a.seats.seatedCount, b.seats.seatedCount)
    same("seats offered", a.seats.offeredCount, b.seats.offeredCount)
    same("organisations", a.seats.organisationsSeated, b.seats.organisationsSeated)
    same("words", a.words, b.words)
    same("via", a.via, b.via)
    same("history", a.history, b.history)
    same("colleagues", a.colleagues, b.colleagues)
    same("occurrences", a.occurrences, b.occurrences)
    same("owed", a.owed, b.owed)
    same("counts", a.occurrenceCounts, b.occurrenceCounts)
    same("steps", a.steps.keys.sorted(), b.steps.keys.sorted())
    for (step, ledger) in a.steps {
      guard let other = b.steps[step] else { continue }
      same("\(step) attempts", ledger.attempts, other.attempts)
      same("\(step) counts", ledger.counts, other.counts)
      same("\(step) renewed", ledger.renewed, other.renewed)
      for person in 0..<Int32(people) { same("\(step) \(person)", ledger[person], other[person]) }
    }
    for person in 0..<Int32(people) {
      same("first mail \(person)", a.firstMail(to: person), b.firstMail(to: person))
      same("timed mail \(person)", a.lastTimedMail(to: person), b.lastTimedMail(to: person))
    }
    return found
  }
}
