package import Domain

/// What has happened in one event so far, laid out by the steps of its schedule: looked up once and
/// asked for many people.
package struct EventPast: Sendable {
  package let record: EventRecord?
  let ledgers: [StepLedger?]
  /// Until when an edit of the event has to stand before anybody hears of it; nil without one.
  package let settles: Instant?

  init(_ schedule: EventSchedule, _ record: EventRecord?, settle: Span) {
    self.record = record
    ledgers = schedule.timed.map { timed in
      record?.steps[timed.step.name].flatMap { $0.isUntouched ? nil : $0 }
    }
    settles = record.flatMap { record in
      record.pending == nil ? nil : record.pendingSince.adding(seconds: settle.seconds)
    }
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
