import Domain
import Glibc

/// Looks for somebody's addresses in bytes of any kind, however they are written there: in other
/// letter cases and normal forms, with the domain in letters or in A-labels, behind the escapes of
/// JSON, of URLs, of HTML and of mail, and in base64. An address that ours is only a part of is
/// another one. Where it cannot be known, it is found.
package struct AddressSearch: Sendable {
  /// What takes the place of an address in a text that stays.
  package static let erased = "[erased]"
  /// Base64 in base64 in base64 is nobody's mail program.
  private static let layers = 2
  /// Escapes of escapes: a URL in HTML in JSON.
  private static let escapes = 3

  private struct Needle {
    var bytes: [UInt8]
    /// Where its rarest letter stands, by which it is found: the at sign or what stands for it.
    var pivot: Int
  }

  private let needles: [Needle]

  /// - Parameter addresses: normalised.
  package init(_ addresses: Set<String>) {
    needles = Set(addresses.flatMap(Self.spellings)).sorted().map { text in
      let bytes = Array(text.utf8)
      let at = bytes.firstIndex { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "=") }
      return Needle(bytes: bytes, pivot: at ?? 0)
    }
  }

  package func finds(in bytes: [UInt8]) -> Bool {
    needles.isEmpty ? false : finds(in: bytes, layers: Self.layers)
  }

  package func finds(in text: String) -> Bool { finds(in: Array(text.utf8)) }

  /// The text without the addresses; nil when none is in it. Where one is hidden behind an escape,
  /// nothing of the text stays.
  package func redacted(_ text: String, by replacement: String = erased) -> String? {
    var bytes = Array(text.utf8)
    guard finds(in: bytes) else { return nil }
    // Only of plain letters is the folded text as long as the text.
    guard bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) else { return replacement }
    for range in places(in: FoldedText.lowered(bytes)).reversed() {
      bytes.replaceSubrange(range, with: replacement.utf8)
    }
    return finds(in: bytes) ? replacement : String(decoding: bytes, as: UTF8.self)
  }

  private func finds(in bytes: [UInt8], layers: Int) -> Bool {
    var text = bytes
    for round in 0...Self.escapes {
      if FoldedText.foldings(text).contains(where: { !places(in: $0, most: 1).isEmpty }) {
        return true
      }
      if layers > 0 {
        for piece in Base64Runs.decoded(text) where finds(in: piece, layers: layers - 1) {
          return true
        }
      }
      guard round < Self.escapes, let plain = Escapes.removed(from: text) else { return false }
      text = plain
    }
    return false
  }

  /// Where an address stands in folded text, in ascending order.
  private func places(in text: [UInt8], most: Int = .max) -> [Range<Int>] {
    var found: [Range<Int>] = []
    text.withUnsafeBytes { text in
      guard let base = text.baseAddress else { return }
      for needle in needles where !needle.bytes.isEmpty {
        let (bytes, pivot) = (needle.bytes, needle.pivot)
        var start = pivot
        while start < text.count, found.count < most,
          let hit = memchr(base + start, Int32(bytes[pivot]), text.count - start)
        {
          start = hit - UnsafeMutableRawPointer(mutating: base) + 1
          let range = start - 1 - pivot..<start - 1 - pivot + bytes.count
          if range.upperBound <= text.count,
            memcmp(base + range.lowerBound, bytes, bytes.count) == 0,
            !Self.goesOn(before: range.lowerBound, text, isPart: bytes[pivot] != 0x40),
            !Self.goesOn(after: range.upperBound, text)
          {
            found.append(range)
          }
        }
      }
    }
    return found.sorted { $0.lowerBound < $1.lowerBound }
      .reduce(into: []) { kept, range in
        if kept.last.map({ $0.upperBound <= range.lowerBound }) ?? true { kept.append(range) }
      }
  }

  /// Whether the letters before a place belong to a longer local part. `isPart`: it stands in
  /// another address, where a plus or a dash comes before it.
  private static func goesOn(
    before place: Int, _ text: UnsafeRawBufferPointer, isPart: Bool
  ) -> Bool {
    var index = place - 1
    if isPart, index >= 0, text[index] == 0x2B || text[index] == 0x2D { return false }
    // A dash before an address is a list's; one with a letter before it is the address's.
    while index >= 0, [0x2B, 0x2D, 0x2E, 0x5F].contains(text[index]) { index -= 1 }
    guard index >= 0 else { return false }
    if text[index] < 0x80 { return isLetterOrDigit(text[index]) }
    while index > 0, text[index] & 0xC0 == 0x80 { index -= 1 }
    return isLetter(text[index...])
  }

  /// Whether the letters behind a place belong to a longer domain.
  private static func goesOn(after place: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    guard place < text.count else { return false }
    let byte = text[place]
    if byte >= 0x80 { return isLetter(text[place...]) }
    if byte == UInt8(ascii: "."), place + 1 < text.count {
      return isLetterOrDigit(text[place + 1]) || text[place + 1] >= 0x80
    }
    return isLetterOrDigit(byte) || byte == UInt8(ascii: "-")
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  private static func isLetter(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.first
      .map { $0.properties.isAlphabetic } ?? false
  }

  /// The address, and as servers write it into an address of their own.
  private static func spellings(_ address: String) -> [String] {
    guard let at = address.lastIndex(of: "@") else { return [address] }
    let (local, domain) = (address[..<at], address[address.index(after: at)...])
    let letters = domain.split(separator: ".", omittingEmptySubsequences: false).map { label in
      label.hasPrefix("xn--") ? Punycode.decode(label.dropFirst(4)) ?? String(label) : String(label)
    }.joined(separator: ".")
    return Set([String(domain), letters]).flatMap { domain in
      ["\(local)@\(domain)", "\(local)=\(domain)", "\(domain)=\(local)"]
    }
  }
}
