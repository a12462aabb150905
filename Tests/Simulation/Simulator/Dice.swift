/// Steele, Lea, Flood: SplitMix64; the same seed gives the same run on every machine.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func roll(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }
  /// True once in `times`.
  mutating func oneIn(_ times: Int) -> Bool { below(times) == 0 }
  mutating func isHeads() -> Bool { next() & 1 == 0 }

  mutating func pick<Items: RandomAccessCollection>(_ items: Items) -> Items.Element? {
    items.isEmpty ? nil : items[items.index(items.startIndex, offsetBy: below(items.count))]
  }

  /// One of the items, each as often as its weight says.
  mutating func draw<Item>(_ items: [(weight: Int, item: Item)]) -> Item {
    var left = below(items.reduce(0) { $0 + $1.weight })
    for (weight, item) in items {
      if left < weight { return item }
      left -= weight
    }
    preconditionFailure("weights of \(items.count) items")
  }
}
