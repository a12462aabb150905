/// Finds which row of a table has a phrase that a text has; the first row wins.
struct PhraseTable: Sendable {
  private struct Phrase: Sendable {
    var bytes: [UInt8]
    var rank: Int
  }

  private let rows: [SenderTrouble]
  /// By the phrase's first byte, in the order of the rows.
  private var buckets: [[Phrase]] = Array(repeating: [], count: 256)

  init(_ table: [(trouble: SenderTrouble, phrases: [String])]) {
    rows = table.map(\.trouble)
    for (rank, row) in table.enumerated() {
      for phrase in row.phrases {
        let bytes = Array(phrase.utf8)
        guard let first = bytes.first else { continue }
        buckets[Int(first)].append(Phrase(bytes: bytes, rank: rank))
      }
    }
  }

  func isIn(_ text: [UInt8]) -> Bool { first(in: text) != nil }

  /// - Parameter text: in lower case, one space between words.
  func first(in text: [UInt8]) -> SenderTrouble? {
    var best = rows.count
    var previous = UInt8(ascii: " ")
    for index in text.indices {
      let byte = text[index]
      defer { previous = byte }
      guard !Self.isWordByte(previous) else { continue }
      for phrase in buckets[Int(byte)] where phrase.rank < best {
        if text[index...].starts(with: phrase.bytes) { best = phrase.rank }
      }
    }
    return best < rows.count ? rows[best] : nil
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte >= 0x80
    }
  }
}
