package import Domain
package import State

/// A step for a crowd goes to a few people first, and to the others when those were not refused: a
/// list that is stale, or a sender that is not wanted, then costs ten mails and not two thousand.
///
/// Worked out from the ledger, so a restart neither forgets it nor begins it again. A step that
/// fails the test is held (`hold.set`) like any other hold, and an operator's release ends both.
package enum Canary {
  /// Steps for more people than this begin with a few.
  package static let crowd = 100
  static let size = 10
  /// So many refusals among the first, or among any so many in a row, hold the rest.
  static let limit = 3

  package static let text =
    "begins with \(size) people; the others follow when fewer than \(limit) of those are refused"

  /// Whether it is decided: so many got through that no more than two of the first can fail, or the
  /// refusals have been reported, after which only a hold, or its release, counts.
  static func isOver(_ ledger: StepLedger?) -> Bool {
    guard let ledger else { return false }
    return ledger.count(.failed) >= limit || fine(ledger) > size - limit
  }

  /// How many more may begin now; `underWay` counts those that are in flight.
  static func room(_ ledger: StepLedger?, underWay: Int) -> Int {
    size - (ledger.map { fine($0) + $0.count(.failed) } ?? 0) - underWay
  }

  /// Whether a refusal that is about to be recorded is the one that holds the step.
  static func fails(_ ledger: StepLedger?) -> Bool {
    guard let ledger else { return false }
    return ledger.count(.failed) == limit - 1 && fine(ledger) <= size - limit
  }

  /// Not refused: accepted, put off, or without a reply.
  private static func fine(_ ledger: StepLedger) -> Int {
    ledger.count(.sent) + ledger.count(.deferred) + ledger.count(.doubt)
  }
}

extension DeliveryPolicy {
  /// Whether a step is at its first few people, and the others wait for them.
  package func beginsSmall(
    _ schedule: EventSchedule, _ index: Int, _ state: State, now: Instant
  ) -> Bool {
    let timed = schedule.timed[index]
    let ledger = state.record(schedule.event.id)?.steps[timed.step.name]
    guard timed.due <= now, now <= timed.until, !Canary.isOver(ledger) else { return false }
    return crowd(schedule, index, state, now: now).count > Canary.crowd
  }
}
