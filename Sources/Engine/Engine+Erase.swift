package import Domain
import Planning
package import State

extension Engine {
  /// Takes people out of memory: state, roster and due queue. False while a mail to one of them is
  /// under way, whose end must still find its place; nothing was changed then.
  ///
  /// - Parameters:
  ///   - ids: all ids by which they are known.
  ///   - search: finds their addresses in other people's words.
  ///   - isTheirs: whether a row of the roster is about them.
  package func erase(
    _ ids: Set<String>, _ search: AddressSearch, isTheirs: (Person) -> Bool
  ) -> Bool {
    change { current, _ in
      let numbers = ids.compactMap { current.state.people.existing($0) }
      if current.dueQueue.inFlightKeys.contains(where: { numbers.contains($0.person) }) {
        return (false, [])
      }
      for number in numbers { current.state.erase(number) }
      current.state.redact(search)
      var accepted = current.accepted
      if accepted.people.contains(where: isTheirs) {
        let people = accepted.people
        accepted.people = people.keeping { !isTheirs(people[$0]) }
        current.put(accepted)
      } else if !numbers.isEmpty {
        current.dueQueue.reset()
      }
      return (true, [])
    }.0
  }
}
