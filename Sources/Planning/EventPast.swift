package import Domain
package import State

/// What has happened in one event so far, laid out by the steps of its schedule: looked up once and
/// asked for many people.
package struct EventPast: Sendable {
  package let record: EventRecord?
  let ledgers: [StepLedger?]
  /// By step the revision that made it due once more, and whom it reached before; empty when no
  /// step is.
  private let rounds: [(began: Int, earlier: [StepLedger])]
  /// Until when an edit of the event has to stand before anybody hears of it; nil without one.
  package let settles: Instant?

  init(_ schedule: EventSchedule, _ record: EventRecord?, settle: Span) {
    self.record = record
    ledgers = schedule.timed.map { timed in
      record?.steps[timed.step.name].flatMap { $0.isUntouched ? nil : $0 }
    }
    if let record, schedule.timed.contains(where: { record.renewed($0.step.name) > 0 }) {
      rounds = schedule.timed.map { timed in
        let name = timed.step.name
        return (record.renewed(name), record.earlierRounds(of: name).map(\.ledger))
      }
    } else {
      rounds = []
    }
    settles = record.flatMap { record in
      record.pending == nil ? nil : record.pendingSince.adding(seconds: settle.seconds)
    }
  }

  /// The revision that began the round of a step that runs; 0: none did.
  func began(_ index: Int) -> Int { rounds.isEmpty ? 0 : rounds[index].began }

  /// The steps that reached `person` in a round that is over.
  func earlier(_ person: Int32) -> Set<Int> {
    if rounds.isEmpty { return [] }
    return Set(
      rounds.indices.filter { index in
        rounds[index].earlier.contains { $0[person].mayHaveArrived }
      })
  }

  /// Whether nothing ever happened between this event and `person`.
  func isBlank(_ person: Int32) -> Bool {
    guard let record else { return true }
    for ledger in ledgers {
      if let ledger, ledger[person] != .open { return false }
    }
    return record.firstMail(to: person) == nil && record.seats.answer(of: person) == nil
  }
}
