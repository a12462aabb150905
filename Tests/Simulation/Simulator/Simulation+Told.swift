import Domain
import Engine
import State

/// Each thing that happened is told once, and to the right people.
extension Simulation {
  /// Lets the engine's time pass, and looks at whom it tells of edits that have settled.
  mutating func tick() throws {
    let before = sequences()
    let off = calledOff()
    engine.tick()
    if isDead { return }
    try checkRounds(isSure: true)
    for event in calledOff().subtracting(off).sorted() { try checkCallingOff(event) }
    for (event, sequence) in sequences() {
      if let old = before[event], sequence == old + 1 { try checkRevision(event, sequence) }
    }
  }

  private func sequences() -> [String: Int] {
    engine.read { $0.state.events.mapValues(\.sequence) }
  }

  /// A change is told to who was sent a mail of the event, or holds an answer, and did not decline.
  private func checkRevision(_ event: String, _ sequence: Int) throws {
    guard let page = inForce.rules.pages[event], now < page.ends else { return }
    let host = ReferenceModel.hostID(page.event)
    let told: Set<String> = engine.read { current in
      let keys = (current.state.events[event]?.occurrences ?? [:]).filter {
        $0.value.sequence == sequence && [.rescheduled, .cancelled].contains($0.value.kind)
      }.keys
      return Set(keys.map { current.state.people.name($0.person) })
    }
    // A mail that is being tried again is told of by that very mail.
    let reached: Set<String> = engine.read { current in
      var names: Set<String> = []
      for (_, ledger) in current.state.events[event]?.steps ?? [:] {
        for person in ledger.people(in: [.sent, .doubt, .committed]) {
          names.insert(current.state.people.name(person))
        }
      }
      return names
    }
    let copies = Set(
      witness.copies.keys.filter { $0.event == event && $0.occurrence == 0 }.map(\.person))
    let isOff = page.event.isCancelled || engine.read { inForce.rules.isCalledOff(page, $0.state) }
    let isStillOff = isOff && told.isEmpty
    if !isStillOff {
      for person in copies.intersection(reached).sorted()
      where person != host && !said(.no, event, person) && !told.contains(person) {
        throw broken(.told, "revision \(sequence) of \(event) is not told to \(person)")
      }
    }
    for person in told.sorted() {
      let chair = OutsideObserver.Invitee(event: event, person: person)
      if witness.declined(event, person) {
        throw broken(.told, "revision \(sequence) of \(event) is told to \(person), who declined")
      }
      let isKnown = witness.first[chair] != nil || witness.answers[chair] != nil
      if !isKnown || person == host && witness.answers[chair] == nil {
        throw broken(.told, "revision \(sequence) of \(event) is told to \(person), a stranger")
      }
    }
  }

  /// Whether somebody may have said so last.
  private func said(_ choice: Choice, _ event: String, _ person: String) -> Bool {
    guard let belief = witness.answers[OutsideObserver.Invitee(event: event, person: person)] else {
      return false
    }
    return belief.sure.choice == choice || belief.perhaps.contains { $0.choice == choice }
  }

  /// There are as many confirmations, or mails about the waiting list, as there were new answers.
  func checkConfirmations() throws {
    let witness = witness
    let wrong: String? = engine.read { current in
      for (chair, changes) in witness.changes {
        guard let number = current.state.people.existing(chair.person) else { continue }
        let counts = current.state.events[chair.event]?.occurrenceCounts
        let count = Int(counts?[.rsvp]?[number] ?? 0) + Int(counts?[.waiting]?[number] ?? 0)
        if !changes.contains(count) {
          return "\(chair.person) answered \(changes) times to \(chair.event), told of \(count)"
        }
      }
      return nil
    }
    if let wrong { throw broken(.told, wrong) }
  }
}
