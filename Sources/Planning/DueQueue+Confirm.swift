import Domain
import State

extension DueQueue {
  /// `confirm_over`: a step for too many people is held whole until it is released. One for many
  /// begins small.
  mutating func size(_ schedule: EventSchedule, _ state: State, now: Instant) {
    let most = policy.programme.send.confirmOver
    for (index, timed) in schedule.timed.enumerated() {
      let scope = Scope(event: schedule.event.id, step: timed.step.name)
      guard timed.due <= now else {
        // Counted by a clock that was set back since.
        counted[scope] = nil
        unconfirmed[scope] = nil
        continue
      }
      let asks = most > 0 && timed.until >= now && !policy.isReleased(scope, state)
      let isTried =
        timed.until < now
        || Canary.isOver(state.record(schedule.event.id)?.steps[timed.step.name])
      let crowd =
        !asks && isTried ? PeopleSet() : policy.crowd(schedule, index, state, now: now)
      let people = crowd.count
      counted[scope] = asks ? crowd : nil
      let isFree = unconfirmed[scope] == nil
      unconfirmed[scope] = asks && people > most ? people : nil
      if isFree, unconfirmed[scope] != nil { lookEverywhere(but: schedule.event.id) }
      measure(scope, people: isTried ? 0 : people)
    }
  }

  /// Somebody who was counted for a step that waits for a release gets it no more: the others may
  /// be few enough.
  mutating func fallAway(_ key: DeliveryKey) {
    let scope = Scope(event: key.event, step: key.step)
    guard unconfirmed[scope] != nil, counted[scope]?.contains(key.person) == true else { return }
    counted[scope]?.remove(key.person)
    let people = counted[scope]?.count ?? 0
    if people > policy.programme.send.confirmOver {
      unconfirmed[scope] = people
    } else {
      unconfirmed[scope] = nil
      rescan(key.event)
    }
  }

  /// Whether `confirm_over` lets a step that is due go to `person`. Who comes to it after the
  /// others were counted may be the one too many.
  mutating func mayGo(
    _ scope: Scope, _ schedule: EventSchedule, _ index: Int, _ person: Int32, _ state: State,
    now: Instant
  ) -> Bool {
    if unconfirmed[scope] != nil { return false }
    guard let known = counted[scope], !known.contains(person) else { return true }
    let most = policy.programme.send.confirmOver
    counted[scope]?.insert(person)
    if known.count < most { return true }
    // Of those who were counted, some may have fallen away.
    let crowd = policy.crowd(schedule, index, state, now: now)
    counted[scope] = crowd
    if crowd.count <= most { return true }
    unconfirmed[scope] = crowd.count
    lookEverywhere(but: schedule.event.id)
    return false
  }
}
