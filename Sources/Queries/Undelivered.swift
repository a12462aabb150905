package import Domain
package import JSONLines
import Planning
import State

/// One line of `convoke status --undelivered`: somebody who should have a mail and has it not, or
/// perhaps not.
package struct Undelivered: Sendable {
  package var event: String
  package var step: String
  package var person: String
  package var email: String
  package var state: String
  package var why: String

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("event", event)
    json.add("step", step)
    json.add("person", person)
    json.add("email", email)
    json.add("state", state)
    json.add("why", why)
    return json
  }
}

extension NetworkView {
  /// Everybody whose mail was due and did not go: held, in doubt, refused, too late, put off, or to
  /// an address that is given up; by event, step and person.
  package func undelivered(_ event: String?, now: Instant) -> [Undelivered] {
    var lines: [Undelivered] = []
    for schedule in policy.schedules where event == nil || schedule.event.id == event {
      let people = policy.candidates(schedule, state)
      for (index, timed) in schedule.timed.enumerated() where timed.due <= now {
        let needsRelease = policy.needsRelease(schedule, index, state, now: now)
        for person in people {
          let key = DeliveryKey(event: schedule.event.id, step: timed.step.name, person: person)
          let verdict = policy.verdict(schedule, index, person, state, now: now)
          lines += line(key, heeding(verdict, needsRelease: needsRelease))
        }
      }
      let owed = (state.events[schedule.event.id]?.occurrences ?? [:]).keys.sorted {
        ($0.step, $0.person, $0.occurrence) < ($1.step, $1.person, $1.occurrence)
      }
      for key in owed { lines += line(key, policy.owed(key, schedule, state, now: now)) }
    }
    return lines
  }

  private func line(_ key: DeliveryKey, _ verdict: DeliveryDecision) -> [Undelivered] {
    let attempt = state.attempt(key)
    switch verdict {
    case .done(.sent), .done(.dropped), .due: return []
    case .waiting: if attempt?.reply.isEmpty ?? true { return [] }
    case .never: if state.suppressed[key.person] == nil { return [] }
    case .done, .held, .missed: break
    }
    var why = [verdict.why, attempt?.reply ?? ""].filter { !$0.isEmpty }
    if why.count == 2, why[0].contains(why[1]) { why.removeLast() }
    return [
      Undelivered(
        event: key.event, step: key.step, person: state.people.name(key.person),
        email: person(key.person)?.email.text ?? "", state: verdict.word,
        why: why.joined(separator: ": "))
    ]
  }
}
