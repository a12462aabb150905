package import Domain
package import State

/// Something that stopped by itself and waits for an operator.
package struct Brake: Sendable, Hashable {
  package var scope: Scope
  package var why: String

  package init(_ scope: Scope, why: String) {
    self.scope = scope
    self.why = why
  }

  /// What lets it go.
  package var remedy: String {
    "convoke release \(scope.event)" + (scope.step.isEmpty ? "" : " \(scope.step)")
  }
}

/// Looks at a programme before it comes into force, beside the one it takes the place of.
///
/// Pure. Who calls it decides whether to hold or only to say so: a rehearsal has nobody to release.
package enum Guards {
  /// Fewer mails than this, or than a tenth of the roster, are never a blast.
  static let leastBlast = 10

  /// Why the roster of `next` should wait: more than a tenth of the people are gone.
  package static func roster(_ next: Identification, before: Programme?) -> Brake? {
    guard let before, !before.people.isEmpty else { return nil }
    let (lost, unsure, all) = (next.gone.count, next.waiting.count, before.people.count)
    // A few rows wait by themselves; many are an export gone wrong.
    if unsure >= leastUnsure, (lost + unsure) * 10 > all {
      return Brake(
        .roster,
        why: "\(unsure) rows of Config/people do not say who of \(all) people they are, "
          + "and \(lost) are gone")
    }
    guard lost * 10 > all else { return nil }
    return Brake(.roster, why: "\(lost) of \(all) people are gone from Config/people")
  }

  /// Fewer rows that wait do not hold up the roster.
  static let leastUnsure = 10

  /// What is said of rows that wait; nil when none does.
  package static func rows(_ next: Identification) -> Brake? {
    guard let first = next.waiting.first else { return nil }
    let place = first.source.map { "\($0.path):\($0.line): " } ?? ""
    let count = next.waiting.count
    return Brake(
      Scope(event: Scope.roster.event, step: "row"),
      why: count == 1
        ? "a row waits: \(place)\(first.why)"
        : "\(count) rows wait (convoke check names them), the first: \(place)\(first.why)")
  }

  /// `next` with the people of `before`: a programme of its own, so that the release is one too.
  package static func keepingRoster(of before: Programme, in next: Programme) -> Programme {
    var kept = next
    kept.people = before.people
    kept.fingerprint += "+roster"
    return kept
  }

  /// Why all mail should stop: at once, or as soon as it may go, `next` wants more than three times
  /// what the programme before foresaw for then. Events that are new, and what an operator has to
  /// let go anyway, are foreseen.
  ///
  /// - Parameters:
  ///   - past: the state before `next`.
  ///   - state: the state once `next` is in force.
  package static func blast(
    _ next: DeliveryPolicy, _ state: State, before: DeliveryPolicy, past: State, now: Instant
  ) -> Brake? {
    guard past.programme != nil, past.events.values.contains(where: \.hasDeliveries) else {
      return nil
    }
    let known = Set(
      before.schedules.map(\.event.id).filter { past.record($0).map { !$0.dropped } ?? false })
    let wants = next.rush(state, now: now).reduce(0) {
      $0 + (known.contains($1.key) ? $1.value : 0)
    }
    let floor = max(leastBlast, next.programme.people.count / 10)
    guard wants > floor else { return nil }
    let foreseen = before.rush(past, now: now).values.reduce(0, +)
    guard wants > 3 * foreseen else { return nil }
    return Brake(
      .everything,
      why: "the edit wants \(wants) mails at once where \(foreseen) were planned; see convoke plan")
  }
}
