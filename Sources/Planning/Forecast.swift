import Domain
import State

/// What one person will get from now on, or everybody who is in the same place.
struct Forecast: Sendable {
  struct Send: Sendable {
    var event: Int
    var step: Int
    var at: Instant
    /// What holds it, for all that is known; empty when nothing does.
    var held: String
  }

  struct Place: Hashable, Sendable {
    var event: Int
    var step: Int
  }

  var sends: [Send] = []
  /// Steps that `confirm_over` counts the person for when they fall due.
  var counted: Set<Place> = []
}

/// Leads a person forward through their events, from one moment that matters to the next.
struct ForecastWalk {
  /// One event the person is a candidate for.
  struct Thread {
    var event: Int
    var candidate: Candidate
    var past: EventPast
  }

  let policy: DeliveryPolicy
  let state: State
  var threads: [Thread]
  /// Mails of the last seven days, oldest first.
  var sent: [Instant]
  private var course = Forecast()

  init(_ policy: DeliveryPolicy, _ state: State, threads: [Thread], sent: [Instant] = []) {
    self.policy = policy
    self.state = state
    self.threads = threads
    self.sent = sent
  }

  private struct Due {
    var thread: Int
    var step: Int
    var rank: DeliveryPolicy.Rank
    var held: String
  }

  mutating func walk(from now: Instant) -> Forecast {
    var moment = now
    while true {
      note(moment)
      var next = Instant.distantFuture
      repeat { next = .distantFuture } while advance(moment, &next)
      if next == .distantFuture { return course }
      moment = max(next, Instant(milliseconds: moment.milliseconds + 1))
    }
  }

  /// Who is counted for a step at its moment: all who are to get it, now or a little later.
  private mutating func note(_ moment: Instant) {
    for thread in threads {
      let schedule = policy.schedules[thread.event]
      for (index, timed) in schedule.timed.enumerated()
      where timed.due <= moment && moment <= timed.until {
        let place = Forecast.Place(event: thread.event, step: index)
        if course.counted.contains(place) { continue }
        switch verdict(thread, index, moment) {
        case .due, .waiting: course.counted.insert(place)
        case .done, .held, .missed, .never: break
        }
      }
    }
  }

  /// Does what comes first at this moment; false when nothing is left to do at it, and `next` then
  /// says when there is.
  private mutating func advance(_ moment: Instant, _ next: inout Instant) -> Bool {
    var due: [Due] = []
    for (number, thread) in threads.enumerated() {
      let schedule = policy.schedules[thread.event]
      for index in schedule.timed.indices {
        switch verdict(thread, index, moment) {
        case .due: due.append(item(number, index))
        case .waiting(let until, _): next = min(next, until)
        case .missed:
          threads[number].candidate.states[index] = .missed
          return true
        case .done, .held, .never: break
        }
      }
    }
    // In the order the due queue finds them; who has room in the week is the rank's matter.
    for item in due {
      let isLimited = policy.programme.send.perPersonPerWeek > 0
      let rivals = isLimited ? due.count { $0.rank < item.rank && !isHost($0) } : 0
      switch fit(item, rivals, moment) {
      case .due:
        send(item, moment)
        return true
      case .missed:
        threads[item.thread].candidate.states[item.step] = .missed
        return true
      case .waiting(let until, _): next = min(next, until)
      case .done, .held, .never: break
      }
    }
    return false
  }

  private func verdict(_ thread: Thread, _ index: Int, _ moment: Instant) -> DeliveryDecision {
    policy.verdict(
      policy.schedules[thread.event], index, thread.candidate, thread.past, state, now: moment,
      heedingHolds: false)
  }

  /// What is held is led on as if it were let go at its moment.
  private func item(_ number: Int, _ step: Int) -> Due {
    let schedule = policy.schedules[threads[number].event]
    let hold = policy.hold(schedule, step, threads[number].candidate, state)
    return Due(
      thread: number, step: step, rank: DeliveryPolicy.Rank(schedule, schedule.timed[step]),
      held: hold ?? "")
  }

  private func isHost(_ item: Due) -> Bool { threads[item.thread].candidate.isHost }

  private func fit(_ item: Due, _ rivals: Int, _ moment: Instant) -> DeliveryDecision {
    let thread = threads[item.thread]
    if thread.candidate.isHost || thread.candidate.attempts[item.step] != nil { return .due }
    let edge = moment.adding(seconds: -DeliveryPolicy.week)
    return policy.fit(
      policy.schedules[thread.event].timed[item.step], sent: sent.filter { $0 > edge },
      rivals: rivals, now: moment)
  }

  private mutating func send(_ item: Due, _ moment: Instant) {
    course.sends.append(
      Forecast.Send(
        event: threads[item.thread].event, step: item.step, at: moment, held: item.held))
    threads[item.thread].candidate.note(item.step, sentAt: moment)
    sent.append(Instant(seconds: moment.seconds))
  }
}
