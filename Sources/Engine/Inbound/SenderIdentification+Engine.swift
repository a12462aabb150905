import Domain
package import Letters
package import Planning
package import State

extension SenderIdentification {
  /// For a command: knows whoever is known as things stand, and every event there ever was.
  package init(_ state: State, policy: DeliveryPolicy, keys: SigningKeys) {
    let programme = policy.programme
    let events = Set(programme.events.map(\.id)).union(state.events.keys)
    let hosts = Set(programme.events.map { $0.host.address.normalized })
    self.init(
      directory: LinkIndex(events: events.sorted(), people: state.people.names + hosts),
      keys: keys, authority: programme.inboundAuthority?.lowercased(),
      steps: { Self.steps($0, programme, state) },
      address: { id in
        (state.people.existing(id) ?? state.people.existing("host:" + id))
          .flatMap { policy.directory.person($0, state) }?.email.normalized
      }, owner: { Self.owner($0, programme, state) },
      guests: { programme.event($0)?.guests ?? 0 })
  }

  /// For the daemon: asks the engine each time, so that nothing of its state is held on to.
  package init(_ engine: Engine, directory: LinkIndex, keys: SigningKeys) {
    self.init(
      directory: directory, keys: keys,
      authority: engine.read { $0.programme.inboundAuthority?.lowercased() },
      steps: { event in engine.read { Self.steps(event, $0.programme, $0.state) } },
      address: { id in
        engine.read { current in
          current.number(id).flatMap {
            current.dueQueue.policy.directory.person($0, current.state)
          }?
          .email.normalized
        }
      }, owner: { address in engine.read { Self.owner(address, $0.programme, $0.state) } },
      guests: { event in engine.read { $0.programme.event(event)?.guests ?? 0 } })
  }

  private static func steps(_ event: String, _ programme: Programme, _ state: State) -> [String] {
    let configured = programme.event(event)?.steps.map(\.name) ?? []
    let recorded = state.events[event]?.steps.keys.sorted() ?? []
    let system = SystemMail.steps + Notice.Kind.allCases.map(\.rawValue)
    return configured + system + recorded.filter { !configured.contains($0) }
  }

  private static func owner(
    _ address: String, _ programme: Programme, _ state: State
  ) -> String? {
    guard let address = try? MailAddress(address) else { return nil }
    if let index = programme.people.index(ofAddress: address) {
      // A tag names people by the first id they were known by.
      let id = programme.people[index].id
      return state.people.existing(id).map(state.people.name) ?? id
    }
    return state.former.values.first { $0.email.normalized == address.normalized }?.id
  }
}
