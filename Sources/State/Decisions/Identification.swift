package import Domain

/// Who the rows of a roster are, measured by what is known: `Decide.identify` makes it.
///
/// The cases, one by one, stand in `docs/people.md`.
package struct Identification: Sendable {
  /// What may come into force: rows that wait are left out.
  package var roster: Roster
  /// What is recorded of people: other ids, other addresses.
  package var entries: [Entry] = []
  package var waiting: [WaitingRow] = []
  /// Those of the roster before who stand in no row of this one.
  package var gone: [Person] = []

  /// A row that is in force only once an operator said that it is right.
  package struct WaitingRow: Sendable, Hashable {
    package var source: Roster.Source?
    /// The people who are known and whom it may be about.
    package var people: [Int32]
    package var why: String

    /// As `check` shows it.
    package var problem: Problem {
      Problem(
        path: source?.path ?? "Config/people", line: source?.line ?? 1, severity: .warning,
        text: "\(why); the row waits for 'convoke release people'")
    }
  }

  /// The hold that says so of somebody known.
  package static func scope(_ person: Int32) -> Scope {
    Scope(event: Scope.roster.event, step: "row", person: person)
  }

  /// What is to be held, and let go again, so that the holds say what waits.
  package func holds(_ state: State) -> [Entry] {
    var wanted: [Scope: String] = [:]
    for row in waiting {
      for person in row.people { wanted[Self.scope(person)] = row.why }
    }
    let stale = state.holds.keys.filter {
      $0.event == Scope.roster.event && $0.person != nil && wanted[$0] == nil
    }
    func order(_ a: Scope, _ b: Scope) -> Bool { (a.person ?? -1) < (b.person ?? -1) }
    return stale.sorted(by: order).map { .released($0) }
      + wanted.sorted { order($0.key, $1.key) }.filter { state.holds[$0.key] != $0.value }
      .map { .held($0.key, why: $0.value) }
  }
}

/// What is known of people before a roster comes: who they are, where they last were.
struct KnownPeople {
  private let before: Roster
  private let state: State
  /// By place in `before`.
  let numbers: [Int32]
  /// By number: the place in `before`, or -1.
  private var places: [Int32]
  /// Of those who left, and second addresses of a person.
  private var byAddress: [String: Int32] = [:]

  init(_ before: Roster, _ state: State, _ people: inout NameIndex) {
    self.before = before
    self.state = state
    var numbers: [Int32] = []
    numbers.reserveCapacity(before.count)
    for person in before { numbers.append(people.number(person.id)) }
    places = [Int32](repeating: -1, count: people.count)
    for (place, number) in numbers.enumerated() { places[Int(number)] = Int32(place) }
    for (place, others) in before.others {
      for address in others.addresses { byAddress[address] = numbers[place] }
    }
    for (number, person) in state.former.sorted(by: { $0.key < $1.key })
    where Int(number) >= places.count || places[Int(number)] < 0 {
      byAddress[person.email.normalized] = number
    }
    self.numbers = numbers
  }

  /// The last known data of somebody; nil when there are none.
  func data(_ number: Int32) -> Person? {
    if Int(number) < places.count, places[Int(number)] >= 0 {
      return before[Int(places[Int(number)])]
    }
    return state.former[number]
  }

  func owner(ofID id: String, _ people: NameIndex) -> Int32? {
    people.existing(id).flatMap { number in
      let isOnRoster = Int(number) < places.count && places[Int(number)] >= 0
      return isOnRoster || state.former[number] != nil ? number : nil
    }
  }

  func owner(of email: MailAddress) -> Int32? {
    before.index(ofAddress: email).map { numbers[$0] } ?? byAddress[email.normalized]
  }

  func owner(of address: String) -> Int32? {
    (try? MailAddress(address)).flatMap { owner(of: $0) }
  }
}
