package import Domain
package import State

/// One line of `convoke plan`: one step of one event, and how many people it will go to.
package struct PlanLine: Sendable, Hashable {
  /// When the first of them gets it.
  package var at: Instant
  package var event: String
  package var step: String
  package var count: Int
  /// `waiting` or `held`.
  package var state: String
  package var why: String
  /// Who they are, when that was asked for.
  package var people: [Int32] = []
}

extension DeliveryPolicy {
  /// Every send from `now` on, as it will be if nobody does anything and what is held is let go
  /// when it is due: each person is led forward by the verdicts that send.
  ///
  /// - Parameter listing: fill in who they are too.
  package func plan(_ state: State, now: Instant, listing: Bool = false) -> [PlanLine] {
    let state = foreseeingRounds(state, now: now)
    var planner = Planner(policy: self, state: state, now: now, isListing: listing)
    planner.run()
    let timed = planner.lines.map { line in
      var line = line
      let ledger = state.record(line.event)?.steps[line.step]
      if line.why.isEmpty, line.count > Canary.crowd, !Canary.isOver(ledger) {
        line.why = Canary.text
      }
      return line
    }
    let others =
      owedLines(state, now: now, listing: listing)
      + foreseen(timed, state, now: now, listing: listing)
    return (conditional(timed, state, now: now) + others).sorted {
      ($0.at, $0.event, $0.step) < ($1.at, $1.event, $1.step)
    }
  }

  /// With the steps due once more that an edit makes so as soon as it has stood.
  private func foreseeingRounds(_ state: State, now: Instant) -> State {
    var state = state
    for schedule in schedules {
      guard let record = state.record(schedule.event.id), let pending = record.pending else {
        continue
      }
      for entry in Decide.dueAgain(schedule.event, record, by: pending) {
        state.apply(entry, at: now)
      }
    }
    return state
  }

  /// How many timed mails are free to go at once, by event: at the first moment at which an edit
  /// made now has stood long enough and mail may leave.
  package func rush(_ state: State, now: Instant) -> [String: Int] {
    let moment = programme.send.hours.next(from: now.adding(seconds: programme.send.settle.seconds))
    let state = foreseeingRounds(state, now: now)
    var planner = Planner(policy: self, state: state, now: now, isListing: false)
    planner.run()
    var counts: [String: Int] = [:]
    for line in planner.lines where line.at <= moment && line.state == "waiting" {
      counts[line.event, default: 0] += line.count
    }
    return counts
  }
}
