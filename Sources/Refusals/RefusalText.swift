/// A refusal taken apart, to compare it with others.
package struct RefusalText: Sendable, Equatable {
  /// The first enhanced status code of class 4 or 5, wherever it stands: `(#5.7.1)`.
  package private(set) var status: String?
  /// In lower case, one space between words, without codes and without what has an @.
  package private(set) var words: [UInt8]

  package init(_ text: String) {
    var words: [UInt8] = []
    var isFirst = true
    for token in text.utf8.split(whereSeparator: { $0 <= 0x20 }) {
      defer { isFirst = false }
      if isFirst, Self.isReplyCode(token) { continue }
      if let code = Self.code(token) {
        if status == nil { status = code }
        continue
      }
      if token.contains(UInt8(ascii: "@")) { continue }
      if !words.isEmpty { words.append(UInt8(ascii: " ")) }
      words += token.map(Self.lowered)
    }
    self.words = words
  }

  /// Whether the words are another server's, which this one repeats.
  package var isQuoted: Bool {
    Self.quotes.contains { phrase in
      words.indices.contains { words[$0...].starts(with: phrase) }
    }
  }

  private static let quotes = [" said: ", " responded: ", " replied: "].map { Array($0.utf8) }

  /// What is the same for whomever it is said of: without the recipient's names, and without what
  /// changes from reply to reply, which has digits in it.
  package func likeness(of recipient: String) -> [UInt8] {
    let parts = recipient.utf8.map(Self.lowered).split(separator: UInt8(ascii: "@"))
    let names = parts.map(Array.init)
    var kept = words.split(separator: UInt8(ascii: " ")).filter { token in
      let bare = Array(
        token.drop { !Self.isName($0) }.reversed().drop { !Self.isName($0) }.reversed())
      return !bare.contains { (48...57).contains($0) } && !names.contains(bare)
    }
    if let status { kept.insert(Array(status.utf8)[...], at: 0) }
    return Array(kept.joined(separator: [UInt8(ascii: " ")]))
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte >= 0x80
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func isReplyCode(_ token: Substring.UTF8View) -> Bool {
    let digits = token.prefix(3)
    return digits.count == 3 && digits.allSatisfy { (48...57).contains($0) }
      && (token.count == 3 || token.dropFirst(3).first == UInt8(ascii: "-"))
  }

  /// `5.7.1` also as `(#5.7.1)`, `5.7.1:` or `550-5.7.1`.
  private static func code(_ token: Substring.UTF8View) -> String? {
    var rest = token.drop { "(#[<".utf8.contains($0) }
    if isReplyCode(rest), rest.count > 4 { rest = rest.dropFirst(4) }
    while let last = rest.last, ")]>:;,.".utf8.contains(last) { rest = rest.dropLast() }
    let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 1, parts[0].first == 52 || parts[0].first == 53,
      parts[1...].allSatisfy({ part in
        (1...3).contains(part.count) && part.allSatisfy { (48...57).contains($0) }
      })
    else { return nil }
    return String(decoding: rest, as: UTF8.self)
  }
}
