/// A set of people by their state numbers: a bit each, so that a hundred audiences of 100,000
/// people fit in little more than a megabyte.
package struct PeopleSet: Sendable, Hashable, Sequence {
  private var words: [UInt64] = []

  package init() {}

  package init(_ people: some Sequence<Int32>) {
    for person in people { insert(person) }
  }

  package func contains(_ person: Int32) -> Bool {
    let word = Int(person) >> 6
    return word < words.count && words[word] & (1 << UInt64(person & 63)) != 0
  }

  package mutating func insert(_ person: Int32) {
    let word = Int(person) >> 6
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    words[word] |= 1 << UInt64(person & 63)
  }

  package mutating func remove(_ person: Int32) {
    let word = Int(person) >> 6
    if word < words.count { words[word] &= ~(1 << UInt64(person & 63)) }
  }

  package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  package func intersection(_ other: PeopleSet) -> PeopleSet {
    var result = self
    if result.words.count > other.words.count {
      result.words.removeLast(result.words.count - other.words.count)
    }
    for index in result.words.indices { result.words[index] &= other.words[index] }
    return result
  }

  package func union(_ other: PeopleSet) -> PeopleSet {
    if words.count < other.words.count { return other.union(self) }
    var result = self
    for index in other.words.indices { result.words[index] |= other.words[index] }
    return result
  }

  package func subtracting(_ other: PeopleSet) -> PeopleSet {
    var result = self
    for index in 0..<Swift.min(words.count, other.words.count) {
      result.words[index] &= ~other.words[index]
    }
    return result
  }

  package static func == (a: PeopleSet, b: PeopleSet) -> Bool {
    let shared = Swift.min(a.words.count, b.words.count)
    return a.words[..<shared] == b.words[..<shared]
      && a.words[shared...].allSatisfy { $0 == 0 } && b.words[shared...].allSatisfy { $0 == 0 }
  }

  package func hash(into hasher: inout Hasher) {
    for (index, word) in words.enumerated() where word != 0 {
      hasher.combine(index)
      hasher.combine(word)
    }
  }

  /// In the order of the numbers.
  package struct Iterator: IteratorProtocol {
    fileprivate let words: [UInt64]
    fileprivate var index = -1
    fileprivate var rest: UInt64 = 0

    package mutating func next() -> Int32? {
      while rest == 0 {
        index += 1
        if index >= words.count { return nil }
        rest = words[index]
      }
      let bit = rest.trailingZeroBitCount
      rest &= rest - 1
      return Int32(truncatingIfNeeded: index << 6 | bit)
    }
  }

  package func makeIterator() -> Iterator { Iterator(words: words) }
}
