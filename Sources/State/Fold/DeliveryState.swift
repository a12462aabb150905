import Domain

/// What the ledger holds of one delivery: one byte a person and step.
///
/// The contract's words are `waiting sent held doubt failed missed never`; `held` is not stored
/// but follows from the holds in force, and `never` from the rules, except for what was given up.
package enum DeliveryState: UInt8, Sendable, CaseIterable {
  /// Nothing happened yet.
  case open = 0
  /// All but the last bytes are with the server, and this is durable.
  case committed = 1
  case sent = 2
  /// Committed, and nobody knows whether the server took it.
  case doubt = 3
  case failed = 4
  case missed = 5
  /// An operator gave it up.
  case dropped = 6
  /// The server said "later".
  case deferred = 7

  /// Nothing more will be tried unless an operator asks.
  package var isFinal: Bool {
    switch self {
    case .open, .deferred, .committed: false
    case .sent, .doubt, .failed, .missed, .dropped: true
    }
  }

  /// The name a snapshot spells it by.
  var word: String { "\(self)" }

  init?(word: String) {
    guard let state = Self.byWord[word] else { return nil }
    self = state
  }

  private static let byWord = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.word, $0) })

  /// The letter a snapshot's tables spell it by.
  var letter: UInt8 { Self.letters.utf8Start[Int(rawValue)] }

  init?(letter: UInt8) {
    let all = UnsafeBufferPointer(
      start: Self.letters.utf8Start, count: Self.letters.utf8CodeUnitCount)
    guard let index = all.firstIndex(of: letter) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  /// In the order of the raw values: open, committed, sent, doubt, failed, missed, dropped (given
  /// up), deferred.
  private static let letters: StaticString = "ocsdfmgl"

  /// The person has it, or may have it.
  package var mayHaveArrived: Bool { self == .sent || self == .doubt || self == .committed }
}
