import Domain
import Planning
package import State
package import Store

extension Office {
  /// Owes an event's host the link to their desk once more; `revoke`: those so far no longer open it.
  package func sendDesk(_ event: String, revoke: Bool) -> Ticket? {
    change { desk, _ in
      guard let schedule = desk.agenda.judge.schedules.first(where: { $0.event.id == event })
      else { return ((), []) }
      let generation = desk.state.events[event]?.deskGeneration ?? 0
      return (
        (),
        (revoke ? [.deskRevoked(event: event, generation: generation + 1)] : [])
          + [.notified(event: event, Notice(.desk), people: [schedule.host])]
      )
    }.1
  }

  /// Owes a host's note to everybody with a seat; the ticket is to be waited for.
  package func note(_ text: String, event: String) -> (Result<Void, NoteRefusal>, Ticket?) {
    change { desk, now in
      guard let found = desk.programme.event(event), let record = desk.state.events[event] else {
        return (.failure(.nobody), [])
      }
      switch Decide.note(text, to: found, record, now: now) {
      case .failure(let refusal): return (.failure(refusal), [])
      case .success(let entries): return (.success(()), entries)
      }
    }
  }
}
