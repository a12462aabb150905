import Domain
import Engine
import Planning
import State

/// Steps that say `again` are due once more when a revision moves their event far, and only then.
extension Simulation {
  /// What is known of the revisions of an event.
  struct Revisions: Equatable {
    var sequence = 0
    var starts = ""
    /// By step the revision that made it due once more.
    var rounds: [String: Int] = [:]
  }

  /// Looks at which steps became due once more. `isSure`: by a revision to what is in force.
  mutating func checkRounds(isSure: Bool) throws {
    let now = engine.read { current in
      current.state.events.mapValues { record in
        Revisions(
          sequence: record.sequence, starts: record.facts?.starts ?? "",
          rounds: record.steps.mapValues(\.renewed).filter { $0.value > 0 })
      }
    }
    let before = revisions
    revisions = now
    for (event, new) in now {
      let old = before[event] ?? Revisions()
      if new == old { continue }
      if isSure, new.sequence == old.sequence + 1 { try checkRound(event, old, new) }
      for step in Set(new.rounds.keys).union(old.rounds.keys).sorted() {
        turn(
          OutsideObserver.Part(event: event, step: step), old.rounds[step] ?? 0,
          new.rounds[step] ?? 0)
      }
    }
  }

  /// Of what was handed over, the steps whose `again` is less than the move are due once more.
  private func checkRound(_ event: String, _ old: Revisions, _ new: Revisions) throws {
    guard let page = inForce.rules.pages[event], let from = LocalDateTime(parsing: old.starts),
      let to = LocalDateTime(parsing: new.starts)
    else { return }
    let minutes = abs(
      (to.dayNumber - from.dayNumber) * 1440 + to.minuteOfDay - from.minuteOfDay)
    for part in page.parts {
      let isFar = part.step.againDays.map { minutes > $0 * 1440 } ?? false
      let isAgain = new.rounds[part.step.name] == new.sequence
      let text = "\(event)/\(part.step.name) at revision \(new.sequence), \(minutes) min away"
      if isAgain, !isFar { throw broken(.again, "\(text), is due once more") }
      let went = witness.handed.contains {
        $0.event == event && $0.step == part.step.name && $0.occurrence == 0
      }
      if isFar, went, !isAgain { throw broken(.again, "\(text), is not due once more") }
    }
  }

  private mutating func turn(_ part: OutsideObserver.Part, _ old: Int, _ new: Int) {
    if old == new { return }
    // What memory held of it was not recorded.
    if new < old { witness.undoRound(part, old) }
    ledger = nil
    guard new > 0, witness.hadEarlier[part]?[new] == nil else { return }
    let (reached, open) = engine.read { current in
      let record = current.state.events[part.event]
      let names = current.state.people.names
      let archive = record?.earlierRounds(of: part.step).last
      return (
        Set(
          (0..<Int32(names.count)).filter { archive?.ledger[$0].mayHaveArrived ?? false }
            .map { current.state.people.name($0) }),
        Set(
          (0..<Int32(names.count)).filter { record?.ledger(part.step, $0) == .open }
            .map { current.state.people.name($0) })
      )
    }
    note("\(part.event)/\(part.step) is due once more by revision \(new)")
    witness.beginRound(part, new, reached: reached, open: open)
  }
}
