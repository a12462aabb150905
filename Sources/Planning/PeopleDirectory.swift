package import Domain
package import State

/// Who a number is, under the programme in force: the roster, the hosts, and those who left.
package struct PeopleDirectory: Sendable {
  private let roster: Roster
  /// State number → place in the roster, -1 for nobody.
  private var places: [Int32]
  /// Place in the roster → state number.
  package let numbers: [Int32]
  private var hosts: [Int32: Person] = [:]
  /// The ids of those whom the roster has under another one by now: links and mails keep the first.
  private var firstIDs: [Int32: String] = [:]
  /// Who gets alerts; nil without `[network] operators`.
  package let operators: Int32?

  /// Numbers everybody on the roster and every host; `people` grows by those it did not know.
  package init(_ programme: Programme, numbering people: inout NameIndex) {
    roster = programme.people
    var numbers: [Int32] = []
    numbers.reserveCapacity(programme.people.count)
    for person in programme.people {
      let number = people.number(person.id)
      numbers.append(number)
      if people.name(number) != person.id { firstIDs[number] = people.name(number) }
    }
    for event in programme.events {
      let host = Self.host(of: event)
      hosts[people.number(host.id)] = host
    }
    if let mailbox = programme.network.operators {
      let person = Self.operators(at: mailbox)
      let number = people.number(person.id)
      hosts[number] = person
      operators = number
    } else {
      operators = nil
    }
    places = [Int32](repeating: -1, count: people.count)
    for (place, number) in numbers.enumerated() { places[Int(number)] = Int32(place) }
    self.numbers = numbers
  }

  /// What the ids of hosts and operators begin with, before their address.
  package static let staffPrefixes = ["host:", "operators:"]

  /// Those `[send] only_to` names; nil when it names nobody, and everybody may be mailed.
  func staged(_ programme: Programme) -> PeopleSet? {
    if programme.send.onlyTo.isEmpty { return nil }
    let wanted = Set(programme.send.onlyTo.map(\.normalized))
    var staged = PeopleSet()
    for address in programme.send.onlyTo {
      if let place = programme.people.index(ofAddress: address) { staged.insert(numbers[place]) }
    }
    for (number, host) in hosts where wanted.contains(host.email.normalized) {
      staged.insert(number)
    }
    return staged
  }

  /// A host as a recipient: not on the roster, known by the address.
  package static func host(of event: Event) -> Person {
    Person(
      id: "host:" + event.host.address.normalized, email: event.host.address,
      name: event.host.name)
  }

  /// The operators as a recipient.
  package static func operators(at mailbox: Mailbox) -> Person {
    Person(
      id: "operators:" + mailbox.address.normalized, email: mailbox.address, name: mailbox.name)
  }

  /// The person on the roster, a host, or the operators.
  package func present(_ number: Int32) -> Person? {
    if Int(number) < places.count, places[Int(number)] >= 0 {
      return named(roster[Int(places[Int(number)])], number)
    }
    return hosts[number]
  }

  private func named(_ person: Person, _ number: Int32) -> Person {
    guard let id = firstIDs[number] else { return person }
    var person = person
    person.rosterID = person.id
    person.id = id
    return person
  }

  package func isPresent(_ number: Int32) -> Bool {
    Int(number) < places.count && places[Int(number)] >= 0 || hosts[number] != nil
  }

  /// As `present`, else the last that was known of somebody who left.
  package func person(_ number: Int32, _ state: State) -> Person? {
    present(number) ?? state.former[number]
  }
}

extension String {
  /// Whether this is the id of a host or of the operators, who are no guests.
  package var isStaff: Bool { PeopleDirectory.staffPrefixes.contains { hasPrefix($0) } }
}
