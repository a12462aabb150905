/// Who is meant by many audiences, found in one pass over the roster.
///
/// Each tag and each test of a column is looked up once a person, however many audiences ask for
/// it; the rest is done on sets.
package struct AudienceIndex: Sendable {
  private var everyone = PeopleSet()
  private var leaves: [Audience.Node: PeopleSet] = [:]

  /// - Parameter numbers: the state number of each person, in the order of `people`.
  package init(_ audiences: some Sequence<Audience>, _ people: Roster, numbers: [Int32]) {
    var wanted: Set<Audience.Node> = []
    for audience in audiences { Self.gather(audience.root, into: &wanted) }
    let nodes = Array(wanted)
    var sets = [PeopleSet](repeating: PeopleSet(), count: nodes.count)
    for (person, number) in zip(people, numbers) {
      everyone.insert(number)
      for index in nodes.indices where nodes[index].matches(person) { sets[index].insert(number) }
    }
    for (node, set) in zip(nodes, sets) { leaves[node] = set }
  }

  /// The people of the roster that `audience`, one of those the index was made for, means.
  package func people(_ audience: Audience) -> PeopleSet { people(audience.root) }

  private func people(_ node: Audience.Node) -> PeopleSet {
    switch node {
    case .everyone: everyone
    case .tag, .field: leaves[node] ?? PeopleSet()
    case .not(let node): everyone.subtracting(people(node))
    case .all(let nodes): nodes.reduce(everyone) { $0.intersection(people($1)) }
    case .any(let nodes): nodes.reduce(PeopleSet()) { $0.union(people($1)) }
    }
  }

  private static func gather(_ node: Audience.Node, into leaves: inout Set<Audience.Node>) {
    switch node {
    case .everyone: break
    case .tag, .field: leaves.insert(node)
    case .not(let node): gather(node, into: &leaves)
    case .all(let nodes), .any(let nodes): for node in nodes { gather(node, into: &leaves) }
    }
  }
}
