/// Finds the event and person a token may be about.
///
/// Nothing is stored per link: the directory is made from the ids of the events and people there
/// are, 16 bytes for each. Who is not in it has no valid link, which is what `people forget` relies
/// on.
package struct LinkIndex: Sendable {
  private struct Row: Sendable {
    var reference: UInt64
    var index: Int32
  }

  private let eventIDs: [String]
  private var personIDs: [String]
  private let events: [Row]
  private var people: [Row]

  /// `people` holds the ids of everyone with a link: the roster, those the state knows, and the
  /// normalised addresses of hosts. The empty event and person, for links without one, are added.
  package init(events: [String], people: [String]) {
    eventIDs = [""] + events
    personIDs = [""] + people
    self.events = Self.rows(eventIDs, shift: 32)
    self.people = Self.rows(personIDs, shift: 16)
  }

  /// Adds people who came later; a moment's work for each.
  package mutating func add(people ids: [String]) {
    for id in ids {
      let row = Row(reference: LinkReference.digest(id) >> 16, index: Int32(personIDs.count))
      personIDs.append(id)
      let place = people.firstIndex { $0.reference > row.reference } ?? people.count
      people.insert(row, at: place)
    }
  }

  /// Every pair that carries `reference`; nearly always one or none.
  func candidates(_ reference: LinkReference) -> [(event: String, person: String)] {
    let found = Self.places(of: reference.person, in: people)
    if found.isEmpty { return [] }
    var pairs: [(event: String, person: String)] = []
    for event in Self.places(of: reference.event, in: events) {
      for person in found {
        pairs.append(
          (eventIDs[Int(events[event].index)], personIDs[Int(people[person].index)]))
      }
    }
    return pairs
  }

  private static func rows(_ ids: [String], shift: UInt64) -> [Row] {
    ids.enumerated()
      .map { Row(reference: LinkReference.digest($1) >> shift, index: Int32($0)) }
      .sorted { ($0.reference, $0.index) < ($1.reference, $1.index) }
  }

  private static func places(of reference: UInt64, in rows: [Row]) -> Range<Int> {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].reference < reference { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < rows.count, rows[end].reference == reference { end += 1 }
    return low..<end
  }
}
