import Domain
import Engine
import State
import Store

extension Simulation {
  /// A host writes to everybody with a seat; perhaps the button is pressed twice.
  mutating func sendNote() throws {
    guard engine.journal.status.readOnly == nil, let event = dice.pick(inForce.plot.events) else {
      return
    }
    try comeToRest()
    guard isCalm, engine.journal.status.readOnly == nil else { return }
    counts.notes += 1
    let text = "note \(counts.notes)"
    let before = noted(event.id)
    let guests = readers(event.id)
    let (result, ticket) = engine.note(text, event: event.id)
    guard isAcknowledged(ticket), case .success = result else {
      return note("a note about \(event.id): \(result)")
    }
    note("a note about \(event.id) to \(guests.sorted())")
    if dice.isHeads() { _ = isAcknowledged(engine.note(text, event: event.id).1) }
    try comeToRest()
    guard isCalm, engine.journal.status.readOnly == nil else { return }
    let after = noted(event.id)
    for person in Set(after.keys).union(guests).sorted() {
      let more = after[person, default: 0] - before[person, default: 0]
      if more != (guests.contains(person) ? 1 : 0) {
        throw broken(.notes, "\(person) got \(text) about \(event.id) \(more) times")
      }
    }
  }

  /// How many notes about an event each person was handed.
  private func noted(_ event: String) -> [String: Int] {
    witness.handed.reduce(into: [:]) { counts, mail in
      if mail.event == event, mail.step == "note" { counts[mail.person, default: 0] += 1 }
    }
  }

  /// Who has a seat and can be mailed.
  private func readers(_ event: String) -> Set<String> {
    let only = inForce.plot.settings.onlyTo
    // Who comes back by the next reload is known by the address they had.
    let (rules, gone) = (inForce.rules, onDisk.plot.members + left)
    return engine.read { current in
      let state = current.state
      guard let record = state.events[event], !record.dropped else { return [] }
      let numbers = record.seats.standings.filter { number, standing in
        standing.state == .seated && state.suppressed[number] == nil
          && state.hold(event, "note", number) == nil
      }.keys
      return Set(
        numbers.map { state.people.name($0) }.filter { person in
          let email = rules.email(person) ?? gone.last { $0.id == person }?.email
          return only.isEmpty || email.map(only.contains) == true
        })
    }
  }
}
