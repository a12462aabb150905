package import Domain
import Planning
package import State

extension Office {
  /// Takes people out of memory: state, roster and agenda. False while a mail to one of them is
  /// under way, whose end must still find its place; nothing was changed then.
  ///
  /// - Parameters:
  ///   - ids: all ids by which they are known.
  ///   - search: finds their addresses in other people's words.
  ///   - isTheirs: whether a row of the roster is about them.
  package func erase(
    _ ids: Set<String>, _ search: AddressSearch, isTheirs: (Person) -> Bool
  ) -> Bool {
    change { desk, _ in
      let numbers = ids.compactMap { desk.state.people.existing($0) }
      if desk.agenda.inFlightKeys.contains(where: { numbers.contains($0.person) }) {
        return (false, [])
      }
      for number in numbers { desk.state.erase(number) }
      desk.state.redact(search)
      var accepted = desk.accepted
      if accepted.people.contains(where: isTheirs) {
        let people = accepted.people
        accepted.people = people.keeping { !isTheirs(people[$0]) }
        desk.put(accepted)
      } else if !numbers.isEmpty {
        desk.agenda.reset()
      }
      return (true, [])
    }.0
  }
}
