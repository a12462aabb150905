package import Domain

extension Decide {
  /// A mail of ours answers a person's mail at most once in so long.
  private static let answerPause: Int64 = 7 * 86_400
  /// Calendars' clocks may differ from ours by this much.
  private static let clockSkew: Int64 = 300

  /// Whether a calendar's reply is the newest word: neither of an older revision, nor older than
  /// the last reply, nor written before an answer that came through another door. A decline that
  /// comes in later counts whatever its stamps say: clocks run ahead, and a no must not get lost.
  package static func isCurrent(
    _ stamp: ReplyStamp, _ choice: Choice, of person: Int32, to event: String, _ state: State
  ) -> Bool {
    guard let record = state.events[event], choice != .no else { return true }
    if stamp.sequence < record.sequence { return false }
    if let last = state.post.exchange(event, person).stamp, stamp <= last { return false }
    if let answer = record.seats.answer(of: person), record.via[person] != "calendar",
      stamp.dtstamp.adding(seconds: clockSkew) < answer.at
    {
      return false
    }
    return true
  }

  /// Whether a mail that came in then is older than an answer on the page or by phone: it lay
  /// somewhere while nobody read it.
  package static func isOvertaken(
    _ arrived: Instant, of person: Int32, to event: String, _ state: State
  ) -> Bool {
    guard let record = state.events[event], let answer = record.seats.answer(of: person) else {
      return false
    }
    // Mails are in order among themselves.
    return !["calendar", "mail"].contains(record.via[person] ?? "") && arrived < answer.at
  }

  /// Neither a clock that runs ahead nor a SEQUENCE that only we may raise (RFC 5546 section 2.1.4)
  /// must shut out every later reply.
  package static func stamp(
    sequence: Int, dtstamp: Instant?, of event: EventRecord?, now: Instant
  ) -> ReplyStamp {
    let latest = now.adding(seconds: clockSkew)
    return ReplyStamp(
      sequence: min(sequence, event?.sequence ?? 0), dtstamp: min(dtstamp ?? now, latest))
  }

  /// The answer of a mail with the guests it announces. One that says nothing of guests keeps those
  /// of a yes that stands.
  package static func mailedAnswer(
    _ choice: Choice, guests announced: Int = 0, via: String, of person: Int32, to event: String,
    _ state: State
  ) -> Answer {
    if choice == .yes, announced > 0 { return Answer(choice: choice, guests: announced, via: via) }
    let standing = state.events[event]?.seats.standings[person]
    let guests = choice == .yes && standing?.choice == .yes ? standing?.guests ?? 0 : 0
    return Answer(choice: choice, guests: guests, via: via)
  }

  /// The entries of a mailed answer without the confirmation that would be our second mail of the
  /// week to one who may be a machine, or any to one who is (`mayConfirm` is false). Who asked for
  /// a seat and waits is always told: an equal answer to that is no occurrence, so no two machines
  /// can go on.
  package static func pacing(
    _ entries: [Entry], of person: Int32, to event: String, mayConfirm: Bool, _ state: State,
    now: Instant
  ) -> (entries: [Entry], isAnswered: Bool) {
    let last = state.post.answered[person]
    let isTooSoon = last.map { now < $0.adding(seconds: answerPause) } ?? false
    let isWaiting = entries.contains { entry in
      if case .answered(_, let fact, _, _) = entry, fact.person == person {
        return fact.standing?.state == .waiting
      }
      return false
    }
    func isOurs(_ entry: Entry) -> Bool {
      guard case .occurred(_, let kind, _, let people) = entry else { return false }
      return people == [person] && (kind == .rsvp || kind == .waiting)
    }
    let kept = entries.filter { !isOurs($0) || isWaiting || (mayConfirm && !isTooSoon) }
    return (kept, kept.contains(where: isOurs))
  }
}
