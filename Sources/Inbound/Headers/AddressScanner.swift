import MIME

/// Finds what looks like addresses in any text: `LOCAL@DOMAIN`, the local part perhaps quoted.
enum AddressScanner {
  struct Found {
    let address: String
    /// Where it stands, without brackets around it.
    let range: Range<Int>
  }

  /// Up to `most`, in order.
  static func scan(_ text: Bytes, most: Int = 20) -> [Found] {
    var found: [Found] = []
    var floor = text.startIndex
    var index = text.startIndex
    while index < text.endIndex, found.count < most {
      if text[index] == UInt8(ascii: "@"), let hit = hit(at: index, text, floor) {
        found.append(hit)
        floor = hit.range.upperBound
        index = floor
      } else {
        index += 1
      }
    }
    return found
  }

  /// The first one.
  static func first(_ text: Bytes) -> String? { scan(text, most: 1).first?.address }

  /// The address of a field of one mailbox or several: what stands in angle brackets, where
  /// anything does.
  static func mailbox(_ value: Bytes) -> String? {
    if let open = value.lastIndex(of: UInt8(ascii: "<")), let bracketed = first(value[open...]) {
      return bracketed
    }
    return first(value)
  }

  /// Letters beyond ASCII are of an address where they are UTF-8 (RFC 6532), and else stand beside
  /// it: a byte that is no text would become three when it is mended.
  private static func hit(at: Int, _ text: Bytes, _ floor: Int) -> Found? {
    guard let hit = self.at(at, text, floor, isASCII: false) else { return nil }
    let bytes = text[hit.range]
    if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil {
      return hit
    }
    return self.at(at, text, floor, isASCII: true)
  }

  private static func at(_ at: Int, _ text: Bytes, _ floor: Int, isASCII: Bool) -> Found? {
    func isLocal(_ byte: UInt8) -> Bool { Self.isLocal(byte) && !(isASCII && byte >= 0x80) }
    func isDomain(_ byte: UInt8) -> Bool { Self.isDomain(byte) && !(isASCII && byte >= 0x80) }
    var start = at
    if start > floor, text[start - 1] == quote {
      start -= 1
      while start > floor, at - start < 70, text[start - 1] != quote {
        let byte = text[start - 1]
        if byte < 0x20 || byte == 0x7F || isASCII && byte >= 0x80 { return nil }
        start -= 1
      }
      guard start > floor, text[start - 1] == quote else { return nil }
      start -= 1
    } else {
      while start > floor, at - start < 128, isLocal(text[start - 1]) { start -= 1 }
      while start < at, text[start] == UInt8(ascii: ".") || text[start] == apostrophe { start += 1 }
    }
    var end = at + 1
    while end < text.endIndex, end - at < 255, isDomain(text[end]) { end += 1 }
    while end > at + 1, text[end - 1] == UInt8(ascii: ".") || text[end - 1] == hyphen { end -= 1 }
    // A domain of one label is a host's own name; a shorter one is chance.
    guard start < at, end > at + 4 || text[at..<end].contains(.dot),
      text[at + 1].isAlphanumeric || text[at + 1] >= 0x80
    else {
      return nil
    }
    return Found(address: text[start..<end].text, range: start..<end)
  }

  private static let quote = UInt8(ascii: "\"")
  private static let apostrophe = UInt8(ascii: "'")
  private static let hyphen = UInt8(ascii: "-")

  /// atext of RFC 5322 and the dot, without what more often is punctuation around an address.
  private static func isLocal(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte >= 0x80 || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte >= 0x80 || byte == hyphen || byte == UInt8(ascii: ".")
  }
}
