/// Encoded words in header fields (RFC 2047), decoded; what is no encoded word stays.
package enum EncodedWords {
  package static func decode(_ text: String) -> String {
    var out = ""
    var rest = Substring(text)
    var lastWasEncoded = false
    while let start = rest.firstRange(of: "=?") {
      let before = rest[..<start.lowerBound]
      guard let word = word(in: rest[start.lowerBound...]) else {
        out += rest[..<start.upperBound]
        rest = rest[start.upperBound...]
        lastWasEncoded = false
        continue
      }
      // White space between two encoded words is not shown (section 6.2).
      if !(lastWasEncoded && before.allSatisfy { $0 == " " || $0 == "\t" }) { out += before }
      out += word.text
      rest = word.rest
      lastWasEncoded = true
    }
    return out + rest
  }

  private static func word(in text: Substring) -> (text: String, rest: Substring)? {
    let fields = text.dropFirst(2).split(
      separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, fields[3].first == "=", fields[1].utf8.count == 1 else { return nil }
    let encoded = fields[2]
    guard !encoded.utf8.contains(32) else { return nil }
    let bytes: [UInt8]
    switch fields[1].lowercased() {
    case "b": bytes = Base64.decode(encoded.utf8)
    case "q":
      let spaced = encoded.utf8.map { $0 == UInt8(ascii: "_") ? 32 : $0 }
      bytes = TransferEncoding.quotedPrintable(spaced[...])
    default: return nil
    }
    let charset = fields[0].prefix { $0 != "*" }
    return (Charset.text(bytes, named: String(charset)), fields[3].dropFirst())
  }
}
