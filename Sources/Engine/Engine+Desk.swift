import Domain
import Planning
package import State
package import Store

extension Engine {
  /// Owes an event's host the link to their desk once more; `revoke`: those so far no longer open
  /// it.
  package func sendDesk(_ event: String, revoke: Bool) -> Ticket? {
    change { current, _ in
      guard let schedule = current.dueQueue.policy.schedules.first(where: { $0.event.id == event })
      else { return ((), []) }
      let generation = current.state.events[event]?.deskGeneration ?? 0
      return (
        (),
        (revoke ? [.deskRevoked(event: event, generation: generation + 1)] : [])
          + [.notified(event: event, Notice(.desk), people: [schedule.host])]
      )
    }.1
  }

  /// Owes a host's note to everybody with a seat; the ticket is to be waited for.
  package func note(_ text: String, event: String) -> (Result<Void, NoteRefusal>, Ticket?) {
    change { current, now in
      guard let found = current.programme.event(event), let record = current.state.events[event]
      else {
        return (.failure(.nobody), [])
      }
      switch Decide.note(text, to: found, record, now: now) {
      case .failure(let refusal): return (.failure(refusal), [])
      case .success(let entries): return (.success(()), entries)
      }
    }
  }
}
