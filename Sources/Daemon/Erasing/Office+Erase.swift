import Domain
import Planning

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
      if desk.programme.people.contains(where: order.names) {
        desk.programme.people = Roster(desk.programme.people.filter { !order.names($0) })
        var people = desk.state.people
        let judge = Judge(desk.programme, numbering: &people)
        desk.state.people = people
        desk.agenda = Agenda(judge, keeping: desk.agenda)
      } else if !numbers.isEmpty {
        desk.agenda.reset()
      }
      return (true, [])
    }.0
  }
}
