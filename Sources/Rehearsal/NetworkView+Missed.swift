import Domain
import Planning
import Queries
import State

/// A delivery that will not go, or is stopped, and why.
struct StoppedDelivery {
  var event: String
  var step: String
  var person: String
  var email: String
  var state: String
  var why: String
}

extension NetworkView {
  /// Everything that was missed or is held as of `now`.
  func missedOrHeld(now: Instant) -> [StoppedDelivery] {
    var stopped: [StoppedDelivery] = []
    for schedule in policy.schedules {
      policy.forEachVerdict(schedule, state, now: now) { number, index, verdict in
        guard verdict.word == "missed" || verdict.word == "held" else { return }
        stopped.append(
          StoppedDelivery(
            event: schedule.event.id, step: schedule.timed[index].step.name,
            person: state.people.name(number), email: person(number)?.email.text ?? "",
            state: verdict.word, why: verdict.why.isEmpty ? "its moment had passed" : verdict.why))
      }
    }
    return stopped
  }
}
