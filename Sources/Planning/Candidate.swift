import Domain
package import State

/// All that decides what one person gets of one event. Two people with equal candidates get the
/// same, which is how a plan for 100,000 of them is quickly made.
package struct Candidate: Hashable, Sendable {
  var isHost = false
  /// Why no timed mail goes to them at all, whatever the hour.
  var bar: String?
  /// Neither on the roster nor a guest of this event: nothing of it is meant for them.
  var isOutside = false
  var isInAudience = false
  var answer: Choice?
  var answeredAt = Instant.distantPast
  var seat = Seat.none
  var firstMail: Instant?
  var lastTimed: Instant?
  /// By the steps of the schedule.
  var states: [DeliveryState]
  /// The steps that reached them in a round that is over (`EventRecord.round`).
  var earlier: Set<Int> = []
  /// Unfinished deliveries, by step of the schedule.
  var attempts: [Int: Attempt] = [:]
  /// Holds that name the person, by step of the schedule.
  var holds: [Int: String] = [:]

  /// Got, or may have got, a mail to the audience.
  func wasInvited(_ schedule: EventSchedule) -> Bool {
    schedule.timed.indices.contains {
      schedule.timed[$0].step.to == .audience && hasHad($0)
    }
  }

  /// Got, or may have got, the step, in this round or an earlier one.
  func hasHad(_ index: Int) -> Bool { states[index].mayHaveArrived || earlier.contains(index) }

  /// The step has gone at `moment`: how a plan goes on from there.
  mutating func note(_ index: Int, sentAt moment: Instant) {
    states[index] = .sent
    attempts[index] = nil
    // To the second, as the record keeps it.
    let moment = Instant(seconds: moment.seconds)
    firstMail = firstMail ?? moment
    lastTimed = moment
  }
}

extension DeliveryPolicy {
  /// What decides about `person` in the event of `schedule`.
  package func candidate(
    _ schedule: EventSchedule, _ person: Int32, _ past: EventPast, _ state: State
  ) -> Candidate {
    var candidate = Candidate(states: past.ledgers.map { $0?[person] ?? .open })
    candidate.earlier = past.earlier(person)
    candidate.isHost = person == schedule.host
    candidate.isInAudience = schedule.audience.contains(person)
    candidate.isOutside = !isConcerned(person, past.record, state)
    candidate.bar =
      candidate.isOutside
      ? outside(person, state)
      : bar(schedule, person, candidate.isHost, state)
    if let record = past.record {
      if let answer = record.seats.answer(of: person) {
        candidate.answer = answer.choice
        candidate.answeredAt = answer.at
        candidate.seat = record.seats.seat(of: person)
      }
      candidate.firstMail = record.firstMail(to: person)
      candidate.lastTimed = record.lastTimedMail(to: person)
    }
    for (index, ledger) in past.ledgers.enumerated() {
      guard let ledger, !ledger.attempts.isEmpty else { continue }
      if let attempt = ledger.attempts[person] { candidate.attempts[index] = attempt }
    }
    if !state.holds.isEmpty {
      for (index, timed) in schedule.timed.enumerated() {
        let scope = Scope(event: schedule.event.id, step: timed.step.name, person: person)
        if let why = state.holds[scope] { candidate.holds[index] = why }
      }
    }
    return candidate
  }

  private func outside(_ person: Int32, _ state: State) -> String {
    if let why = state.holds[Identification.scope(person)] {
      return "the row of the roster waits for 'convoke release people': \(why)"
    }
    return state.strangers.contains(person) ? "not on the roster" : "no longer on the roster"
  }

  private func bar(
    _ schedule: EventSchedule, _ person: Int32, _ isHost: Bool, _ state: State
  ) -> String? {
    if !isHost, state.hasUnsubscribed(person, kind: schedule.event.kind) { return "unsubscribed" }
    if let why = state.suppressed[person] { return "the address cannot be mailed: \(why)" }
    if let onlyTo, !onlyTo.contains(person), !isStaged(person, state) {
      return "not in [send] only_to"
    }
    return nil
  }

  /// Whether the event's timed mail may be for them: everybody on the roster, the staff, and whom a
  /// colleague brought in, as long as they come or wait. Such a guest gets nothing of other events.
  private func isConcerned(_ person: Int32, _ record: EventRecord?, _ state: State) -> Bool {
    if directory.isPresent(person) { return true }
    guard state.strangers.contains(person), let record, record.colleagues[person] != nil else {
      return false
    }
    return (record.seats.answer(of: person)?.choice ?? .no) != .no
  }

  /// Whether `[send] only_to` names a guest who is not on the roster.
  private func isStaged(_ person: Int32, _ state: State) -> Bool {
    guard !directory.isPresent(person), let email = state.former[person]?.email else {
      return false
    }
    return programme.send.onlyTo.contains { $0.normalized == email.normalized }
  }
}
