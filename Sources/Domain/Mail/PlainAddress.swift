/// The address that nearly everybody has: a dot-atom and two labels or more, all ASCII. Found right
/// in one pass over the bytes; whatever else it may be is for `LocalPart` and `DomainName` to say.
struct PlainAddress {
  let text: String
  let normalized: String

  /// Nil for what is no address, and for addresses of other kinds.
  init?(_ text: String) {
    var text = text
    guard let (hasUpper, domain) = text.withUTF8({ Self.check($0) }) else { return nil }
    if !hasUpper {
      self.text = text
      normalized = text
      return
    }
    let bytes = Array(text.utf8)
    let lower = bytes.map(Self.lowercased)
    self.text = String(decoding: bytes[..<domain] + lower[domain...], as: UTF8.self)
    normalized = String(decoding: lower, as: UTF8.self)
  }

  /// Whether there is an upper-case letter, and where the domain begins.
  private static func check(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (hasUpper: Bool, domain: Int)? {
    guard bytes.count < 254 else { return nil }
    var hasUpper = false
    var index = 0
    var last = UInt8(ascii: ".")
    while index < bytes.count, bytes[index] != UInt8(ascii: "@") {
      let byte = bytes[index]
      guard isAtom(byte) || byte == UInt8(ascii: ".") && last != byte else { return nil }
      if isUpper(byte) { hasUpper = true }
      last = byte
      index += 1
    }
    guard index > 0, index <= LocalPart.longest, last != UInt8(ascii: ".") else { return nil }
    let domain = index + 1
    var labels = 0
    var start = domain
    var isNumber = true
    for index in domain...max(domain, bytes.count) {
      guard index < bytes.count, bytes[index] != UInt8(ascii: ".") else {
        guard 1...DomainName.longestLabel ~= index - start,
          bytes[start] != UInt8(ascii: "-"), bytes[index - 1] != UInt8(ascii: "-")
        else { return nil }
        labels += 1
        start = index + 1
        if index < bytes.count { isNumber = true }
        continue
      }
      let byte = bytes[index]
      let isDigit = 0x30...0x39 ~= byte
      guard isDigit || isLetter(byte) || byte == UInt8(ascii: "-") else { return nil }
      if !isDigit { isNumber = false }
      if isUpper(byte) { hasUpper = true }
    }
    return labels > 1 && !isNumber ? (hasUpper, domain) : nil
  }

  /// A printable ASCII character that may stand before the @ without quotes (RFC 5322 atext).
  private static func isAtom(_ byte: UInt8) -> Bool {
    if isLetter(byte) || 0x30...0x39 ~= byte { return true }
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="),
      UInt8(ascii: "?"), UInt8(ascii: "^")...UInt8(ascii: "`"),
      UInt8(ascii: "{")...UInt8(ascii: "~"):
      return true
    default: return false
    }
  }

  private static func isUpper(_ byte: UInt8) -> Bool { 0x41...0x5A ~= byte }

  private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte | 0x20 }

  private static func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
}
