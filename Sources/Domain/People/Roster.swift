/// The people of `Config/people`, in the order of the files; found by id or by address.
///
/// All of them in one array of bytes, and made into a `Person` when one is asked for: a hundred
/// thousand structures of strings take three times the memory, in a million pieces.
package struct Roster: Sendable, RandomAccessCollection {
  private var records = RosterRecords()
  private var byID: PlaceTable
  private var byAddress: PlaceTable

  /// Where a person's first row stands.
  package struct Source: Sendable, Hashable {
    package var path: String
    package var line: Int
    package init(path: String, line: Int) {
      self.path = path
      self.line = line
    }
  }

  /// The ids and normalised addresses in the rows of one person, beside those that count.
  package struct Others: Sendable, Hashable {
    package var ids: [String] = []
    package var addresses: [String] = []
    package init() {}
    package var isEmpty: Bool { ids.isEmpty && addresses.isEmpty }
  }

  private var paths: [String] = []
  private var lines: [(path: Int32, line: Int32)] = []
  /// By place: of the few whose rows differ in id or address.
  package private(set) var others: [Int: Others] = [:]

  /// `people` must hold no id and no normalised address twice; the reader unites them before. Of
  /// two that are alike the first is found. `sources`: none, or one a person.
  package init(_ people: [Person], sources: [Source] = [], others: [Int: Others] = [:]) {
    self.others = others
    var numbers: [String: Int32] = [:]
    for source in sources {
      let number = numbers[source.path] ?? Int32(paths.count)
      if numbers.updateValue(number, forKey: source.path) == nil { paths.append(source.path) }
      lines.append((number, Int32(truncatingIfNeeded: source.line)))
    }
    byID = PlaceTable(capacity: people.count)
    byAddress = PlaceTable(capacity: people.count)
    for (place, person) in people.enumerated() {
      records.append(person)
      byID.insert(person.id, at: place) { people[$0].id }
      byAddress.insert(person.email.normalized, at: place) { people[$0].email.normalized }
    }
    records.fit()
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { records.count }
  package subscript(index: Int) -> Person { records[index] }

  package func index(ofID id: String) -> Int? { byID.place(of: id) { records.id(at: $0) } }
  package func index(ofAddress address: MailAddress) -> Int? {
    byAddress.place(of: address.normalized) { records.address(at: $0).normalized }
  }
  /// Where the person at a place stands in the files; nil when that is not known.
  package func source(_ place: Int) -> Source? {
    guard place < lines.count else { return nil }
    return Source(path: paths[Int(lines[place].path)], line: Int(lines[place].line))
  }

  /// The people at the places that `isKept` is true for.
  package func keeping(_ isKept: (Int) -> Bool) -> Roster {
    let places = indices.filter(isKept)
    if places.count == count { return self }
    var others: [Int: Others] = [:]
    if !self.others.isEmpty {
      for (new, old) in places.enumerated() { others[new] = self.others[old] }
    }
    return Roster(places.map { self[$0] }, sources: places.compactMap(source), others: others)
  }

  package func person(id: String) -> Person? { index(ofID: id).map { records[$0] } }
}
