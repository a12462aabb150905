/// The deliveries of one timed step: a byte a person, and a small table of unfinished ones.
package struct StepLedger: Sendable {
  private var states: [UInt8] = []
  package var attempts: [Int32: Attempt] = [:]
  package private(set) var counts = [Int](repeating: 0, count: DeliveryState.allCases.count)

  package init() {}

  package subscript(person: Int32) -> DeliveryState {
    get {
      Int(person) < states.count
        ? DeliveryState(rawValue: states[Int(person)]).unsafelyUnwrapped : .open
    }
    set {
      let index = Int(person)
      if index >= states.count {
        states.append(contentsOf: repeatElement(0, count: index + 1 - states.count))
      }
      counts[Int(states[index])] -= 1
      counts[Int(newValue.rawValue)] += 1
      states[index] = newValue.rawValue
    }
  }

  mutating func set(_ people: [Int32], _ state: DeliveryState) {
    for person in people { self[person] = state }
  }

  /// Nothing happened to this person.
  mutating func erase(_ person: Int32) {
    if Int(person) < states.count { self[person] = .open }
    attempts[person] = nil
  }

  /// Whether nothing ever happened to anybody.
  package var isUntouched: Bool { counts.dropFirst().allSatisfy { $0 == 0 } }

  package func count(_ state: DeliveryState) -> Int { counts[Int(state.rawValue)] }

  /// People in any of `wanted`, ascending.
  package func people(in wanted: Set<DeliveryState>) -> [Int32] {
    states.indices.compactMap { index in
      DeliveryState(rawValue: states[index]).map(wanted.contains) == true ? Int32(index) : nil
    }
  }
}
