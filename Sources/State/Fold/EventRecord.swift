package import Domain

/// Everything that happened in one event so far.
package struct EventRecord: Sendable {
  /// As last told to people; nil before the event was first in force.
  package var facts: RecordedFacts?
  /// When it was first in force.
  package var acceptedAt = Instant.distantPast
  /// iCalendar SEQUENCE: the number of revisions.
  package var sequence = 0
  /// The facts before the last revision, for "it was on …".
  package var former: RecordedFacts?
  /// An edit that has not stood long enough to be told.
  package var pending: RecordedFacts?
  package var pendingSince = Instant.distantPast
  package var dropped = false
  /// For want of a quorum; see `Decide.calledOff`.
  package var calledOff = false
  /// How often the links to the host's desk were revoked.
  package var deskGeneration = 0

  package var seats = SeatBook()
  /// What people wrote on the RSVP page, by person and question.
  package var words: [Int32: [String: String]] = [:]
  /// How the current answer came.
  package var via: [Int32: String] = [:]
  /// Earlier answers, oldest first, of those who changed theirs; at most the last ten.
  package private(set) var history: [Int32: [PastAnswer]] = [:]
  /// Who was brought in by somebody's link.
  package var colleagues: [Int32: Colleague] = [:]

  package var steps: [String: StepLedger] = [:]
  package var occurrences: [DeliveryKey: OccurrenceDelivery] = [:]
  /// Those that are not final yet, in the order they happened.
  package var owed: [DeliveryKey] = []
  /// How often each kind happened to a person.
  package var occurrenceCounts: [Step.Occurrence: [Int32: Int32]] = [:]

  private(set) var mailTimes = MailTimes()

  package init() {}

  /// Moves a seat, and keeps the answer that this one changes.
  package mutating func apply(_ fact: SeatFact) {
    if let old = seats.standings[fact.person], let new = fact.standing,
      old.choice != new.choice || old.guests != new.guests
    {
      let answer = PastAnswer(standing: old, via: via[fact.person] ?? "")
      history[fact.person] = (history[fact.person] ?? []).suffix(9) + [answer]
    } else if fact.standing == nil {
      history[fact.person] = nil
    }
    seats.apply(fact)
  }

  /// Whether somebody asked for an invitation so long ago, and never answered, that it opens no
  /// more.
  package func isExpired(_ person: Int32, now: Instant) -> Bool {
    guard let colleague = colleagues[person], seats.standings[person] == nil else { return false }
    return now >= colleague.at.adding(seconds: Decide.askStands)
  }

  /// Who was last sent instead of `person`, while they do not come themselves.
  package func sentInstead(of person: Int32) -> Int32? {
    guard let standing = seats.standings[person], standing.choice == .no else { return nil }
    // The hand-over is the giver's answer: both have its moment.
    return colleagues.first { $0.value.by == person && $0.value.at == standing.at }?.key
  }

  /// Whether the person's answer gave up a seat, or one that was held for them.
  package func gaveUpSeat(_ person: Int32) -> Bool {
    guard let standing = seats.standings[person], standing.choice != .yes else { return false }
    return history[person]?.last?.standing.state.holdsSeats == true
  }

  package func ledger(_ step: String, _ person: Int32) -> DeliveryState {
    steps[step]?[person] ?? .open
  }

  /// Whether any mail was begun, or came too late.
  package var hasDeliveries: Bool {
    !occurrences.isEmpty || steps.values.contains { !$0.isUntouched }
  }

  package func firstMail(to person: Int32) -> Instant? { Self.instant(mailTimes[person].first) }
  package func lastTimedMail(to person: Int32) -> Instant? {
    Self.instant(mailTimes[person].timed)
  }

  package mutating func noteMail(to person: Int32, at: Instant, timed: Bool) {
    let seconds = UInt32(clamping: at.seconds)
    var times = mailTimes[person]
    if times.first == 0 { times.first = seconds }
    if timed { times.timed = seconds }
    mailTimes[person] = times
  }

  /// Puts back what `mailTimes` held.
  mutating func restoreMail(to person: Int32, first: UInt32, timed: UInt32) {
    mailTimes[person] = (first, timed)
  }

  /// The first mail of either, and the last timed one.
  mutating func uniteMail(_ other: Int32, into person: Int32) {
    let (mine, theirs) = (mailTimes[person], mailTimes[other])
    guard theirs.first != 0 || theirs.timed != 0 else { return }
    let firsts = [mine.first, theirs.first].filter { $0 != 0 }
    mailTimes[person] = (firsts.min() ?? 0, max(mine.timed, theirs.timed))
    mailTimes[other] = (0, 0)
  }

  /// Nobody was mailed there.
  mutating func eraseMail(to person: Int32) {
    if person < mailTimes.count { mailTimes[person] = (0, 0) }
  }

  private static func instant(_ seconds: UInt32) -> Instant? {
    seconds == 0 ? nil : Instant(seconds: Int64(seconds))
  }
}
