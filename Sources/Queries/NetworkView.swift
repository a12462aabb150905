package import Domain
package import Engine
package import Planning
package import State

/// Programme and state side by side, for everything that only reads.
package struct NetworkView: Sendable {
  package var programme: Programme
  package var state: State
  package var policy: DeliveryPolicy

  /// Numbers the programme's people in a copy of `state`. `before`: the roster in force, where the
  /// programme is not in force yet; who somebody is then, is as it would be found.
  package init(programme: Programme, state: State, before: Roster? = nil) {
    var state = state
    var programme = Decide.calledOff(programme, state)
    var people = state.people
    let inForce = before.map { Decide.identify($0, before: nil, state, &people).roster }
    let found = Decide.identify(programme.people, before: inForce, state, &people)
    programme.people = found.roster
    state.people = people
    for entry in found.entries { state.apply(entry, at: .distantPast) }
    people = state.people
    policy = DeliveryPolicy(programme, numbering: &people)
    state.people = people
    self.programme = programme
    self.state = state
  }

  package init(_ desk: EngineState) {
    programme = desk.programme
    state = desk.state
    policy = desk.dueQueue.policy
  }

  /// A due delivery of a step that waits for a release is held.
  func heeding(_ verdict: DeliveryDecision, needsRelease: Bool) -> DeliveryDecision {
    verdict == .due && needsRelease ? .held(why: policy.confirmText) : verdict
  }

  package func person(_ number: Int32) -> Person? { policy.directory.person(number, state) }

  /// People whose address takes no mail, by name, with what the servers said.
  package var unreachable: [(number: Int32, person: Person, why: String)] {
    state.suppressed.compactMap { number, why in person(number).map { (number, $0, why) } }
      .sorted { ($0.person.name, $0.person.id) < ($1.person.name, $1.person.id) }
  }

  package func schedule(_ event: String) -> EventSchedule? {
    policy.schedules.first { $0.event.id == event }
  }

  /// The number of somebody named by CRM id or address.
  package func find(_ who: String) -> Int32? {
    if let address = try? MailAddress(who) {
      if let index = programme.people.index(ofAddress: address) {
        return policy.directory.numbers[index]
      }
      return state.former.first { $0.value.email.normalized == address.normalized }?.key
        ?? staff(address).first
    }
    return state.people.existing(who)
  }

  /// The numbers of an address as a host and as the operators'.
  package func staff(_ address: MailAddress) -> [Int32] {
    PeopleDirectory.staffPrefixes.compactMap { state.people.existing($0 + address.normalized) }
  }
}
