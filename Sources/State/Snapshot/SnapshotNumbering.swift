import Domain

/// Which number stands at a place of a snapshot's names. Mostly they are the same.
struct SnapshotNumbering: Sendable {
  private(set) var count = 0
  /// Empty as long as every place is its own number.
  private var numbers: [Int32] = []

  /// The next place is this number's; nil: nobody's.
  mutating func append(_ number: Int32?) {
    if numbers.isEmpty, number.map(Int.init) != count { numbers = (0..<Int32(count)).map { $0 } }
    if !numbers.isEmpty || number.map(Int.init) != count { numbers.append(number ?? -1) }
    count += 1
  }

  /// Nil for nobody, and for a place that was never named.
  subscript(place: Int) -> Int32? {
    guard place >= 0, place < count else { return nil }
    if numbers.isEmpty { return Int32(place) }
    return numbers[place] < 0 ? nil : numbers[place]
  }
}
