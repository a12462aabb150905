package import Domain
package import State

/// The time zones that events are, were and may come to be in, by name.
///
/// They are loaded when a store is opened, and come with each programme after that: nothing the
/// engine decides reads a file.
package struct KnownZones: Sendable {
  private var zones: [String: Zone] = [:]

  /// `load` is asked once for each zone in which `state` knows an event and that `programme` lacks.
  package init(_ programme: Programme, _ state: borrowing State, load: (String) -> Zone?) {
    add(programme)
    var names: Set<String> = []
    for record in state.events.values {
      names.formUnion([record.facts, record.former, record.pending].compactMap { $0?.zone })
    }
    for name in names where zones[name] == nil { zones[name] = load(name) }
  }

  /// Adds the zones of a programme that comes into force.
  package mutating func add(_ programme: Programme) {
    zones[programme.network.zone.name] = programme.network.zone
    for event in programme.events { zones[event.facts.zone.name] = event.facts.zone }
  }

  /// Nil for a zone that the system does not have.
  package subscript(name: String) -> Zone? { zones[name] }
}
