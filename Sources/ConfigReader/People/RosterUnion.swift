import Domain

/// Makes one person of the rows that share an id or an address.
///
/// Tags are united; of values that differ the first counts, and a warning names both lines. An id
/// that three addresses share or more is nobody's: a number that a spreadsheet rounded, a dash.
struct RosterUnion {
  /// From so many addresses on an id is no id.
  static let mostAddresses = 3

  let findings: Findings
  private var people: [Person] = []
  private var sources: [RosterReader.Row] = []
  private var others: [Int: Roster.Others] = [:]
  /// The tags of those who are made of several rows.
  private var tags: [Int: Set<String>] = [:]
  /// How often a row, a tag or another column was looked at: what tests measure.
  private(set) var looks = 0

  init(findings: Findings) { self.findings = findings }

  /// In the order of each person's first row.
  mutating func unite(_ rows: [RosterReader.Row]) -> Roster {
    var groups = UnionFind(count: rows.count)
    var byID: [String: Int] = [:]
    var byAddress: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      looks += 1
      if let other = byID.updateValue(index, forKey: row.person.id) { groups.join(other, index) }
      if let other = byAddress.updateValue(index, forKey: row.person.email.normalized) {
        groups.join(other, index)
      }
    }
    looks += groups.steps
    checkIDs(rows)
    var place: [Int: Int] = [:]
    for (index, row) in rows.enumerated() {
      let root = groups.root(index)
      if let known = place[root] {
        merge(row, into: known)
      } else {
        place[root] = people.count
        people.append(row.person)
        sources.append(row)
      }
    }
    return Roster(
      people, sources: sources.map { Roster.Source(path: $0.path, line: $0.line) },
      others: others.filter { !$0.value.isEmpty })
  }

  private func checkIDs(_ rows: [RosterReader.Row]) {
    var first: [String: Int] = [:]
    var shared: [String: (addresses: Set<String>, rows: [Int])] = [:]
    for (index, row) in rows.enumerated() where row.hasID {
      let (id, address) = (row.person.id, row.person.email.normalized)
      guard let known = first[id] else {
        first[id] = index
        continue
      }
      let other = rows[known].person.email.normalized
      if shared[id] == nil {
        if other == address { continue }
        shared[id] = ([other], [known])
      }
      if shared[id]?.addresses.insert(address).inserted == true,
        shared[id]?.rows.count ?? 0 < Self.mostAddresses
      {
        shared[id]?.rows.append(index)
      }
    }
    for (id, found) in shared where found.addresses.count >= Self.mostAddresses {
      let row = rows[found.rows[0]]
      let places = found.rows.map { index in
        rows[index].path == row.path
          ? "line \(rows[index].line)" : "\(rows[index].path):\(rows[index].line)"
      }
      findings.add(
        row.path, SourcePlace(line: row.line, column: 1), .error,
        "\(found.addresses.count) addresses share the id '\(id)' (\(places.joined(separator: ", "))"
          + (found.addresses.count > places.count ? ", …" : "")
          + "): an id is one person's; leave the cell empty where there is none",
        kind: "shared id")
    }
  }

  private mutating func merge(_ row: RosterReader.Row, into place: Int) {
    let other = row.person
    var conflicts: [String] = []
    func pick(_ name: String, _ mine: String, _ theirs: String) -> String {
      guard !mine.isEmpty else { return theirs }
      if !theirs.isEmpty, mine != theirs { conflicts.append("\(name) '\(mine)' and '\(theirs)'") }
      return mine
    }
    if row.hasID, !sources[place].hasID {
      people[place].id = other.id
      sources[place].hasID = true
    } else if row.hasID, sources[place].hasID {
      if pick("id", people[place].id, other.id) != other.id {
        note(other.id, \.ids, of: place)
      }
    }
    let email = people[place].email.normalized
    if pick("email", email, other.email.normalized) != other.email.normalized {
      note(other.email.normalized, \.addresses, of: place)
    }
    people[place].name = pick("name", people[place].name, other.name)
    people[place].organisation = pick(
      "organisation", people[place].organisation, other.organisation)
    people[place].language = pick("language", people[place].language, other.language)
    looks += other.fields.count
    for (name, value) in other.fields.sorted(by: { $0.key < $1.key }) {
      people[place].fields[name] = pick(name, people[place].fields[name] ?? "", value)
    }
    unite(other.tags, into: place)
    guard !conflicts.isEmpty else { return }
    let first = sources[place]
    let source = first.path == row.path ? "line \(first.line)" : "\(first.path):\(first.line)"
    findings.add(
      row.path, SourcePlace(line: row.line, column: 1), .warning,
      "the same person as \(source), but other values, of which the first counts: "
        + conflicts.joined(separator: ", "), kind: "same person")
  }

  private mutating func note(
    _ value: String, _ list: WritableKeyPath<Roster.Others, [String]>, of place: Int
  ) {
    // A few are remembered; where there are more, the id is no id.
    if others[place, default: Roster.Others()][keyPath: list].count < 8,
      others[place]?[keyPath: list].contains(value) == false
    {
      others[place]?[keyPath: list].append(value)
    }
  }

  private mutating func unite(_ more: [String], into place: Int) {
    if more.isEmpty { return }
    var known = tags.removeValue(forKey: place) ?? Set(people[place].tags)
    for tag in more where known.insert(tag).inserted { people[place].tags.append(tag) }
    looks += more.count
    tags[place] = known
  }
}

/// Which numbers belong together.
struct UnionFind {
  private var parent: [Int]
  /// How many parents were looked up.
  private(set) var steps = 0

  init(count: Int) { parent = Array(0..<count) }

  mutating func root(_ index: Int) -> Int {
    var root = index
    while parent[root] != root {
      root = parent[root]
      steps += 1
    }
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
