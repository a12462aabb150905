package import Domain
package import State

/// The timed steps of one event with their moments resolved, and the people it is for. Never
/// changes, and is asked about for every mail.
package final class EventSchedule: Sendable {
  package struct Timed: Sendable {
    package var step: Step
    /// Inside sending hours.
    package var due: Instant
    package var until: Instant
  }

  package let event: Event
  package let timed: [Timed]
  package let audience: PeopleSet
  package let host: Int32

  package init(
    _ event: Event, programme: Programme, audience: PeopleSet, people: inout NameIndex
  ) {
    self.event = event
    let hours = programme.send.hours
    timed = event.steps.compactMap { step in
      guard case .at(let moment) = step.trigger else { return nil }
      let until = Self.until(step, event)
      let raw = moment.resolve(
        starts: event.facts.starts, ends: event.facts.ends, zone: event.facts.zone,
        opening: hours.opening)
      return Timed(step: step, due: Self.inside(hours, raw, until: until), until: until)
    }.sorted { ($0.due, $0.step.name) < ($1.due, $1.step.name) }
    self.audience = audience
    host = people.number(PeopleDirectory.host(of: event).id)
  }

  /// The last moment a step may go (CONTRACT "playbooks").
  package static func until(_ step: Step, _ event: Event) -> Instant {
    switch step.until {
    case .answerBy: event.answerBy
    case .start: event.starts
    case .moment(let moment):
      moment.deadline(
        starts: event.facts.starts, ends: event.facts.ends, zone: event.facts.zone)
    }
  }

  /// A moment outside sending hours moves to the next opening; when that is past `until`, to the
  /// opening of the last open day before it.
  package static func inside(_ hours: SendingHours, _ raw: Instant, until: Instant) -> Instant {
    let next = hours.next(from: raw)
    if next <= until { return next }
    return hours.lastOpening(before: raw) ?? next
  }

  /// Moments at which something may change for many people at once.
  package var moments: [Instant] {
    timed.flatMap { [$0.due, Instant(milliseconds: $0.until.milliseconds + 1)] }
  }
}
