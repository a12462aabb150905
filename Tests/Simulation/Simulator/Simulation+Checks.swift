import Domain
import Engine
import Planning
import State
import Store

extension Simulation {
  /// Seats held in an event, by party.
  struct Occupancy: Equatable {
    var seats = 0
    var parties: [String: Int] = [:]
  }

  /// Looks at every promise that can be seen at any time.
  mutating func inspect() throws {
    if engine.journal.status.needsReplay || engine.read({ $0.needsRebuild }) {
      engine.change { _, _ in ((), []) }
      ledger = nil
      seats = nil
    }
    if engine.journal.status.readOnly != nil { ledger = nil }
    try checkRounds(isSure: false)
    try checkAnswers()
    try checkSeats()
    try checkLedger()
  }

  private mutating func checkAnswers() throws {
    let witness = witness
    let wrong: String? = engine.read { current in
      let state = current.state
      for (chair, belief) in witness.answers {
        guard let number = state.people.existing(chair.person) else {
          if belief.sure.choice != nil { return "\(chair): nobody is known" }
          continue
        }
        let standing = state.events[chair.event]?.seats.standings[number]
        let said = OutsideObserver.Said(choice: standing?.choice, guests: standing?.guests ?? 0)
        if !belief.allows(said) {
          return "\(chair.person) said \(belief.sure) to \(chair.event), recorded is \(said)"
        }
      }
      for (person, belief) in witness.refused {
        let kinds = state.people.existing(person).flatMap { state.unsubscribed[$0] } ?? []
        if !belief.allows(kinds) {
          return "\(person) does not want \(belief.sure.sorted()), recorded is \(kinds.sorted())"
        }
      }
      return nil
    }
    if let wrong { throw broken(.answersAreSafe, wrong) }
  }

  private mutating func checkSeats() throws {
    // What memory holds of a seat that was not recorded is taken back; it is no seat to compare
    // with.
    let journal = engine.journal.status
    guard journal.readOnly == nil, !journal.needsReplay else { return }
    let now = engine.read { current in
      current.state.events.mapValues { record in
        var occupancy = Occupancy()
        for standing in record.seats.standings.values where standing.state.holdsSeats {
          occupancy.seats += 1 + standing.guests
          if standing.organisation >= 0 {
            occupancy.parties[
              current.state.organisations.name(standing.organisation), default: 0] += 1
          }
        }
        return occupancy
      }
    }
    defer { seats = now }
    guard let before = seats else { return }
    for event in inForce.plot.events {
      let (old, new) = (before[event.id] ?? Occupancy(), now[event.id] ?? Occupancy())
      if event.capacity > 0, new.seats > event.capacity, new.seats > old.seats {
        throw broken(.seats, "\(event.id) has \(new.seats) of \(event.capacity) seats taken")
      }
      for (name, count) in new.parties
      where event.perOrganisation > 0 && count > event.perOrganisation
        && count > old.parties[name] ?? 0
      {
        throw broken(.seats, "\(event.id) has \(count) of '\(name)'")
      }
    }
  }

  /// Every delivery that something happened to, by name.
  func deliveries() -> [Mail: DeliveryState] {
    engine.read { current in
      let state = current.state
      var found: [Mail: DeliveryState] = [:]
      for (event, record) in state.events {
        for (step, ledger) in record.steps {
          for person in 0..<Int32(state.people.count) where ledger[person] != .open {
            let key = DeliveryKey(event: event, step: step, person: person)
            found[Mail(key, state.people)] = ledger[person]
          }
        }
        for (key, delivery) in record.occurrences {
          found[Mail(key, state.people)] = delivery.state
        }
      }
      return found
    }
  }

  private mutating func checkLedger() throws {
    let now = deliveries()
    defer { ledger = now }
    guard let before = ledger else { return }
    for (mail, old) in before {
      let new = now[mail] ?? .open
      if new != old, !Self.mayBecome(mail, old, new) {
        throw broken(.ledger, "\(mail) was \(old) and is \(new)")
      }
    }
  }

  /// Within one step a delivery may go through several states.
  private static func mayBecome(
    _ mail: Mail, _ old: DeliveryState, _ new: DeliveryState
  ) -> Bool {
    switch old {
    case .open, .deferred: new != .open
    // What is owed is in doubt, to be tried again, and may have lost its sense by then.
    case .committed: new != .open && (new != .dropped || mail.occurrence > 0)
    // One more try, by rule or by an operator, which may already have come to its own end.
    case .doubt, .failed: new != .open
    case .sent, .missed, .dropped: false
    }
  }
}
