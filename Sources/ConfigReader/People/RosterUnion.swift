import Domain

/// Makes one person of the rows that share an id or an address.
///
/// Tags are united; of values that differ the first counts, and a warning names both lines.
struct RosterUnion {
  let findings: Findings

  /// In the order of each person's first row.
  func unite(_ rows: [RosterReader.Row]) -> [Person] {
    var groups = UnionFind(count: rows.count)
    var byID: [String: Int] = [:]
    var byAddress: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      if let other = byID.updateValue(index, forKey: row.person.id) { groups.join(other, index) }
      if let other = byAddress.updateValue(index, forKey: row.person.email.normalized) {
        groups.join(other, index)
      }
    }
    var people: [Person] = []
    var place: [Int: Int] = [:]
    var sources: [RosterReader.Row] = []
    for (index, row) in rows.enumerated() {
      let root = groups.root(index)
      if let known = place[root] {
        merge(row, into: &people[known], from: &sources[known])
      } else {
        place[root] = people.count
        people.append(row.person)
        sources.append(row)
      }
    }
    return people
  }

  private func merge(
    _ row: RosterReader.Row, into person: inout Person, from first: inout RosterReader.Row
  ) {
    let other = row.person
    var conflicts: [String] = []
    func pick(_ name: String, _ mine: String, _ theirs: String) -> String {
      guard !mine.isEmpty else { return theirs }
      if !theirs.isEmpty, mine != theirs { conflicts.append("\(name) '\(mine)' and '\(theirs)'") }
      return mine
    }
    if row.hasID, !first.hasID {
      person.id = other.id
      first.hasID = true
    } else if row.hasID, first.hasID {
      _ = pick("id", person.id, other.id)
    }
    _ = pick("email", person.email.normalized, other.email.normalized)
    person.name = pick("name", person.name, other.name)
    person.organisation = pick("organisation", person.organisation, other.organisation)
    person.language = pick("language", person.language, other.language)
    for (name, value) in other.fields.sorted(by: { $0.key < $1.key }) {
      person.fields[name] = pick(name, person.fields[name] ?? "", value)
    }
    for tag in other.tags where !person.tags.contains(tag) { person.tags.append(tag) }
    guard !conflicts.isEmpty else { return }
    let source = first.path == row.path ? "line \(first.line)" : "\(first.path):\(first.line)"
    findings.add(
      row.path, SourcePlace(line: row.line, column: 1), .warning,
      "the same person as \(source), but other values, of which the first counts: "
        + conflicts.joined(separator: ", "))
  }
}

/// Which numbers belong together.
struct UnionFind {
  private var parent: [Int]

  init(count: Int) { parent = Array(0..<count) }

  mutating func root(_ index: Int) -> Int {
    var root = index
    while parent[root] != root { root = parent[root] }
    var step = index
    while parent[step] != root {
      let next = parent[step]
      parent[step] = root
      step = next
    }
    return root
  }

  /// The lower number becomes the root.
  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    parent[max(a, b)] = min(a, b)
  }
}
