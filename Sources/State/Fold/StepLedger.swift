import Domain

/// The deliveries of one timed step: half a byte a person, and a small table of unfinished ones.
package struct StepLedger: Sendable {
  /// Two people a byte, the even number low.
  private var pairs: [UInt8] = []
  package var attempts: [Int32: Attempt] = [:]
  /// The revision that made the step due once more (`EventRecord.renew`); 0: none did.
  package var renewed = 0
  package private(set) var counts = [Int](repeating: 0, count: DeliveryState.allCases.count)

  package init() {}

  /// Numbers below this one have a place in the table.
  var count: Int32 { Int32(pairs.count * 2) }

  package subscript(person: Int32) -> DeliveryState {
    get {
      let place = Int(person) >> 1
      guard place < pairs.count else { return .open }
      return DeliveryState(rawValue: pairs[place] >> Self.shift(person) & 0xF).unsafelyUnwrapped
    }
    set {
      let place = Int(person) >> 1
      if place >= pairs.count { pairs.grow(to: place + 1) }
      let old = pairs[place] >> Self.shift(person) & 0xF
      counts[Int(old)] -= 1
      counts[Int(newValue.rawValue)] += 1
      pairs[place] &= ~(0xF << Self.shift(person))
      pairs[place] |= newValue.rawValue << Self.shift(person)
    }
  }

  private static func shift(_ person: Int32) -> UInt8 { UInt8(truncatingIfNeeded: person & 1) * 4 }

  /// Nothing happened to this person.
  mutating func erase(_ person: Int32) {
    if person < count { self[person] = .open }
    attempts[person] = nil
  }

  /// Whether nothing ever happened to anybody.
  package var isUntouched: Bool { counts.dropFirst().allSatisfy { $0 == 0 } }

  package func count(_ state: DeliveryState) -> Int { counts[Int(state.rawValue)] }

  /// People in any of `wanted`, ascending.
  package func people(in wanted: Set<DeliveryState>) -> [Int32] {
    // Asked at each start of every step there is: mostly nobody is, and then nobody is looked at.
    guard wanted.contains(where: { $0 == .open || count($0) > 0 }) else { return [] }
    let mask = wanted.reduce(0 as UInt32) { $0 | 1 << UInt32($1.rawValue) }
    return (0..<count).filter { mask >> UInt32(self[$0].rawValue) & 1 != 0 }
  }

  /// How many people after one another, from `first` on and below `end`, are in which state.
  func runs(from first: Int32, to end: Int32) -> (states: [DeliveryState], lengths: [Int]) {
    var states: [DeliveryState] = []
    var lengths: [Int] = []
    for person in first..<max(first, end) {
      let state = self[person]
      if states.last == state {
        lengths[lengths.count - 1] += 1
      } else {
        states.append(state)
        lengths.append(1)
      }
    }
    return (states, lengths)
  }
}

extension Array where Element: FixedWidthInteger {
  /// Fills up with zeros. In even steps: doubling would leave half of a large table empty.
  mutating func grow(to count: Int) {
    let step = 4096
    reserveCapacity((count + step - 1) / step * step)
    append(contentsOf: repeatElement(0, count: count - self.count))
  }
}
