import Domain
import Planning
import State

extension Office {
  /// Takes people out of memory: state, roster and agenda. False while a mail to one of them is
  /// under way, whose end must still find its place; nothing was changed then.
  func erase(_ order: ErasureOrder) -> Bool {
    change { desk, _ in
      let numbers = order.ids.compactMap { desk.state.people.existing($0) }
      if desk.agenda.inFlightKeys.contains(where: { numbers.contains($0.person) }) {
        return (false, [])
      }
      for number in numbers { desk.state.erase(number) }
      desk.state.redact(order.erasure.search)
      var accepted = desk.accepted
      if accepted.people.contains(where: order.names) {
        let people = accepted.people
        accepted.people = people.keeping { !order.names(people[$0]) }
        desk.put(accepted)
      } else if !numbers.isEmpty {
        desk.agenda.reset()
      }
      return (true, [])
    }.0
  }
}
