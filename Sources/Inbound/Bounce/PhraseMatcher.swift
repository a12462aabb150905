import MIME

/// Finds which phrases of a table a text has, in one pass over it.
struct PhraseMatcher: Sendable {
  /// By the phrase's first byte.
  private var buckets: [[Entry]]
  private let reasons: [BounceReason]

  private struct Entry: Sendable {
    let phrase: [UInt8]
    let rank: Int
  }

  static let strong = PhraseMatcher(ReasonPhrases.all)
  static let weak = PhraseMatcher(ReasonPhrases.weak)

  init(_ table: [(reason: BounceReason, phrases: [String])]) {
    reasons = table.map(\.reason)
    buckets = Array(repeating: [], count: 256)
    for (rank, row) in table.enumerated() {
      for phrase in row.phrases {
        let bytes = Array(phrase.utf8)
        guard let first = bytes.first else { continue }
        buckets[Int(first)].append(Entry(phrase: bytes, rank: rank))
      }
    }
    for bucket in buckets.indices { buckets[bucket].sort { $0.rank < $1.rank } }
  }

  /// The reason of highest rank among the phrases in `text`, which is in lower case.
  func best(_ text: [UInt8]) -> BounceReason? {
    var best = Int.max
    var previous = UInt8.space
    for index in text.indices {
      let byte = text[index]
      defer { previous = byte }
      guard !previous.isAlphanumeric else { continue }
      for entry in buckets[Int(byte)] {
        guard entry.rank < best else { break }
        if Self.matches(text, at: index, entry.phrase) {
          best = entry.rank
          break
        }
      }
      if best == 0 { break }
    }
    return best == Int.max ? nil : reasons[best]
  }

  private static func matches(_ text: [UInt8], at index: Int, _ phrase: [UInt8]) -> Bool {
    guard index + phrase.count <= text.count else { return false }
    for offset in phrase.indices.dropFirst() where text[index + offset] != phrase[offset] {
      return false
    }
    return true
  }
}
