package import Domain
import Planning
import Refusals
import State
package import Store

/// What an operator may ask of an event, a step or one person's delivery.
package enum OperatorCommand: String, Sendable, CaseIterable { case hold, release, retry, drop }

extension Engine {
  /// Carries out a wish; the count says how many deliveries or scopes it concerned.
  package func carryOut(
    _ wish: OperatorCommand, _ scope: Scope, by who: String
  ) -> (Int, Ticket?) {
    change { current, _ in
      let entries: [Entry]
      switch wish {
      case .hold: entries = [.held(scope, why: "held by \(who)")]
      case .release where scope.step.isEmpty && scope.person == nil:
        let event = current.programme.event(scope.event)
        entries =
          [.released(scope)] + (event.map { Decide.takenBack($0, current.state) } ?? [])
      case .release: entries = [.released(scope)]
      case .retry:
        entries = Self.keys(scope, current.state, [.failed, .doubt]).map { .retried($0) }
      case .drop where scope.step.isEmpty && scope.person == nil:
        entries = [.eventDropped(event: scope.event)]
      case .drop:
        let begun = Self.keys(scope, current.state, [.deferred, .failed, .doubt])
        entries = (Self.untouched(scope, current) + begun).map { .dropped($0) }
      }
      return (entries.count, entries)
    }
  }

  /// Has tried again what failed in words that are about us (`SenderTable`); an address that was
  /// given up in such words is one again. `event` nil: of all events, and mails of the system.
  package func retryRefused(event: String?, step: String, person: Int32?) -> (Int, Ticket?) {
    change { current, _ in
      let state = current.state
      let events = event.map { [$0] } ?? state.events.keys.sorted()
      let keys = events.flatMap {
        Self.keys(Scope(event: $0, step: step, person: person), state, [.failed])
      }.filter { SenderTable.trouble(reply: state.attempt($0)?.reply ?? "") != nil }
      let readmitted = Set(keys.map(\.person)).filter {
        state.suppressed[$0].map { SenderTable.trouble(reply: $0) != nil } ?? false
      }
      return (
        keys.count,
        readmitted.sorted().map { .reachable(person: $0) } + keys.map { .retried($0) }
      )
    }
  }

  /// Timed deliveries of a step that nothing has happened to yet.
  private static func untouched(_ scope: Scope, _ current: borrowing EngineState) -> [DeliveryKey] {
    let policy = current.dueQueue.policy
    guard let schedule = policy.schedules.first(where: { $0.event.id == scope.event }),
      schedule.timed.contains(where: { $0.step.name == scope.step })
    else { return [] }
    let people = scope.person.map { [$0] } ?? policy.candidates(schedule, current.state)
    return people.map { DeliveryKey(event: scope.event, step: scope.step, person: $0) }
      .filter { current.state.delivery($0) == .open }
  }

  private static func keys(
    _ scope: Scope, _ state: State, _ wanted: Set<DeliveryState>
  ) -> [DeliveryKey] {
    guard let record = state.events[scope.event] else { return [] }
    var keys: [DeliveryKey] = []
    for (name, ledger) in record.steps.sorted(by: { $0.key < $1.key })
    where !EventRecord.isEarlier(name) && (scope.step.isEmpty || name == scope.step) {
      let people = scope.person.map { [$0] } ?? ledger.people(in: wanted)
      keys += people.filter { wanted.contains(ledger[$0]) }
        .map { DeliveryKey(event: scope.event, step: name, person: $0) }
    }
    let owed = record.occurrences.filter { key, delivery in
      (scope.step.isEmpty || key.step == scope.step)
        && (scope.person == nil || key.person == scope.person) && wanted.contains(delivery.state)
    }
    return keys
      + owed.keys.sorted {
        ($0.step, $0.person, $0.occurrence) < ($1.step, $1.person, $1.occurrence)
      }
  }
}
