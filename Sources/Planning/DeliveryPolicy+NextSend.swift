package import Domain
package import State

/// The next moment at which a timed step begins.
package struct NextSend: Sendable, Hashable {
  package var at: Instant
  package var event: String
  package var step: String
}

extension DeliveryPolicy {
  /// The next step whose moment lies ahead and that nothing holds; nil when there is none. Whether
  /// it has anybody to go to is not asked: that takes a look at everybody.
  package func nextSend(_ state: State, now: Instant) -> NextSend? {
    var next: NextSend?
    for schedule in schedules where !schedule.event.facts.cancelled {
      if state.record(schedule.event.id)?.dropped == true { continue }
      for timed in schedule.timed where timed.due > now {
        if let next, next.at <= timed.due { break }
        if timed.due > timed.until { continue }
        if state.hold(schedule.event.id, timed.step.name) != nil { continue }
        next = NextSend(at: timed.due, event: schedule.event.id, step: timed.step.name)
        break
      }
    }
    return next
  }
}
