import Domain
import State

/// `per_person_per_week`: timed mails to one person over all events, in any seven days.
extension DeliveryPolicy {
  static let week: Int64 = 7 * 86_400

  /// What becomes of a step that is due by the rules of its own event.
  func weekly(
    _ schedule: EventSchedule, _ index: Int, _ candidate: Candidate, of person: Int32,
    _ state: State, now: Instant, stopped: Set<Scope>
  ) -> DeliveryDecision {
    let timed = schedule.timed[index]
    guard programme.send.perPersonPerWeek > 0, !candidate.isHost, candidate.attempts[index] == nil
    else { return .due }
    let sent = state.recentMail.moments(of: person, after: now.adding(seconds: -Self.week))
    let rivals = rivals(schedule, timed, person, state, now: now, stopped: stopped)
    return fit(timed, sent: sent, rivals: rivals, now: now)
  }

  /// - Parameters:
  ///   - sent: the person's mails of the last seven days, oldest first.
  ///   - rivals: how many steps that are due too are nearer to their `until`.
  func fit(
    _ timed: EventSchedule.Timed, sent: [Instant], rivals: Int, now: Instant
  ) -> DeliveryDecision {
    let most = programme.send.perPersonPerWeek
    guard most > 0, sent.count + rivals >= most else { return .due }
    // Who is before whom is decided when there is room, not while there is none.
    let place = sent.count >= most ? sent.count - most : sent.count + rivals - most
    let leaves = place < sent.count ? sent[place] : now
    let next = programme.send.hours.next(from: leaves.adding(seconds: Self.week))
    let why = "per_person_per_week: \(most) mails in seven days"
    if next <= timed.until { return .waiting(until: next, why: why) }
    // Those that go before it go first, and may yet fall away; what went does not.
    if sent.count < most { return .waiting(until: timed.until, why: why) }
    // As with `min_gap`: who has a seat is told what they must know.
    return timed.step.to == .attending ? .due : .missed(why: "\(why) would pass its last moment")
  }

  /// How many other steps that are due now for the person go before this one: nearest `until`
  /// first.
  private func rivals(
    _ schedule: EventSchedule, _ mine: EventSchedule.Timed, _ person: Int32, _ state: State,
    now: Instant, stopped: Set<Scope>
  ) -> Int {
    let rank = Rank(schedule, mine)
    var count = 0
    for other in schedules {
      let active = other.timed.indices.filter { index in
        let timed = other.timed[index]
        return timed.due <= now && now <= timed.until && timed.step.to != .host
          && Rank(other, timed) < rank
          && !stopped.contains(Scope(event: other.event.id, step: timed.step.name))
      }
      if active.isEmpty { continue }
      let past = past(other, state)
      guard other.audience.contains(person) || past.record?.seats.answer(of: person) != nil else {
        continue
      }
      let candidate = candidate(other, person, past, state)
      count += active.count { verdict(other, $0, candidate, past, state, now: now) == .due }
    }
    return count
  }

  /// The order in which steps take the room of a week.
  struct Rank: Comparable {
    var until: Instant
    var event: String
    var step: String

    init(_ schedule: EventSchedule, _ timed: EventSchedule.Timed) {
      until = timed.until
      event = schedule.event.id
      step = timed.step.name
    }

    static func < (a: Rank, b: Rank) -> Bool {
      (a.until, a.event, a.step) < (b.until, b.event, b.step)
    }
  }
}
