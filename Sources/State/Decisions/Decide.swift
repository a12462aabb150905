package import Domain

/// The decisions: a wish and the state in, entries (or a refusal) out. Nothing here changes
/// anything; `State.apply` does, once the entries are in the journal.
package enum Decide {
  /// The mails an event owes the people something happened to.
  static func occurred(_ event: Event, _ kind: Step.Occurrence, _ people: [Int32]) -> [Entry] {
    let steps = event.steps.filter { $0.trigger == .on(kind) }.map(\.name)
    if steps.isEmpty || people.isEmpty { return [] }
    return [.occurred(event: event.id, kind: kind, steps: steps, people: people)]
  }

  /// Commitments without an outcome, found when a journal is opened or read again: nobody knows
  /// whether those mails arrived. `busy`: mails that a delivery agent still has in hand.
  package static func doubts(
    _ state: State, programme: Programme, except busy: Set<DeliveryKey> = [],
    why: String = "stopped before the reply", now: Instant
  ) -> [Entry] {
    var entries: [Entry] = []
    for (id, record) in state.events.sorted(by: { $0.key < $1.key }) {
      for (name, ledger) in record.steps.sorted(by: { $0.key < $1.key }) {
        // Rounds that are over have none: what was on its way went on in the next.
        for person in ledger.people(in: [.committed]) {
          let key = DeliveryKey(event: id, step: name, person: person)
          if busy.contains(key) { continue }
          entries += doubt(key, state, programme, why: why, now: now)
        }
      }
      for key in record.owed
      where record.occurrences[key]?.state == .committed && !busy.contains(key) {
        entries += doubt(key, state, programme, why: why, now: now)
      }
    }
    return entries
  }

  /// The connection died after the last byte: in doubt, and one more try where the step says so.
  package static func doubt(
    _ key: DeliveryKey, _ state: State, _ programme: Programme, why: String, now: Instant
  ) -> [Entry] {
    let attempt = state.attempt(key)
    var entries: [Entry] = [.doubt(key, reply: why)]
    if onDoubt(key, state, programme) == .resend, let attempt, attempt.count < 2 {
      entries.append(
        .deferred(
          key, date: attempt.date, count: attempt.count, next: now.adding(seconds: 900),
          reply: why))
    }
    return entries
  }

  /// A mail of the system is repeated, but for a digest: another one follows, and tells it too.
  private static func onDoubt(
    _ key: DeliveryKey, _ state: State, _ programme: Programme
  ) -> Step.OnDoubt? {
    if let notice = state.events[key.event]?.occurrences[key]?.notice {
      return notice.kind == .digest ? .next : .resend
    }
    return programme.event(key.event)?.step(key.step)?.onDoubt
  }

  /// Unsubscribes from mail of `kind`, or of all kinds with `*`; nothing when it is so already.
  package static func unsubscribe(
    _ person: Int32, kind: String, via: String, _ state: State
  ) -> [Entry] {
    let kinds = state.unsubscribed[person] ?? []
    if kinds.contains("*") || kinds.contains(kind) { return [] }
    return [.unsubscribed(person: person, kind: kind, via: via)]
  }

  /// Undoes an unsubscription; nothing when there is none.
  package static func resubscribe(
    _ person: Int32, kind: String, via: String, _ state: State
  ) -> [Entry] {
    guard let kinds = state.unsubscribed[person] else { return [] }
    if kind != "*", !kinds.contains(kind) { return [] }
    return [.resubscribed(person: person, kind: kind, via: via)]
  }
}
