/// The last guard before an address becomes part of an SMTP command.
///
/// Narrower than RFC 5321 and independent of whoever validated the address before: what is not on
/// the list does not pass.
package enum EnvelopeAddress {
  /// The rest of a sentence that begins with the address's role, or nil when it is safe.
  package static func defect(of address: String) -> String? {
    guard address.utf8.count <= 320 else { return "is longer than 320 bytes" }
    guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return "has no @" }
    let local = address[..<at]
    let domain = address[address.utf8.index(after: at)...]
    guard !local.isEmpty, local.utf8.count <= 64 else {
      return "has a local part that is not 1 to 64 bytes long"
    }
    guard HostName.isSafe(domain) else {
      return "has a domain with something else than letters, digits, hyphens and dots"
    }
    let quoted = local.utf8.count > 2 && local.hasPrefix("\"") && local.hasSuffix("\"")
    let inner = quoted ? local.dropFirst().dropLast() : local
    guard inner.unicodeScalars.allSatisfy({ isSafe($0, quoted: quoted) }) else {
      return "contains a character that has no place in an address"
    }
    // A backslash at the end would take the closing quote with it.
    guard !quoted || !hasOpenEscape(inner) else { return "has a quote that does not close" }
    return nil
  }

  private static func isSafe(_ scalar: Unicode.Scalar, quoted: Bool) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}",
      "~", ".":
      true
    case " ", "\\", "(", ")", ",", ":", ";", "@", "[", "]": quoted
    case "\u{A1}"..."\u{2027}": true
    case "\u{2030}"..."\u{205E}", "\u{2070}"..."\u{D7FF}", "\u{F900}"..."\u{FEFE}",
      "\u{FF01}"..."\u{FFEF}", "\u{10000}"..."\u{DFFFF}":
      true
    default: false
    }
  }

  private static func hasOpenEscape(_ text: Substring) -> Bool {
    var open = false
    for byte in text.utf8 { open = byte == UInt8(ascii: "\\") && !open }
    return open
  }
}
