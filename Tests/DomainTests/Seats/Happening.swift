import Domain

/// One command with what it meets: the rules and the moment.
struct Happening: Hashable, Sendable {
  var now: Instant
  var rules: SeatRules
  var command: SeatCommand

  /// How long an offer holds in these tests.
  static let offerSeconds: Int64 = 10

  static func offerEnds(_ now: Instant) -> Instant { now.adding(seconds: offerSeconds) }

  func decide(_ book: SeatBook) -> Result<[SeatFact], SeatRefusal> {
    book.decide(command, rules: rules, now: now, offerEnds: Self.offerEnds)
  }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
