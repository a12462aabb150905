import MIME

/// What a person wrote themselves in a reply: the lines above what they quote and above their
/// signature.
enum OwnText {
  /// In UTF-8, without empty lines, each without white space at its ends.
  static func lines(of message: MIMEMessage) -> [Bytes] {
    let candidates = message.leaves.filter { !$0.isAttachment && $0.fileName == nil }
    for type in ["text/plain", "text/html"] {
      for part in candidates where part.type.value == type {
        let own = lines(message.words(part)[...])
        if !own.isEmpty { return own }
      }
    }
    return []
  }

  static func lines(_ text: Bytes) -> [Bytes] {
    let all = text.lines().map(clean)
    var own: [Bytes] = []
    for (number, line) in all.enumerated() {
      if line.first == UInt8(ascii: ">") { break }
      if isSignature(line, own) || isDivider(line) || isAttribution(all, number)
        || isQuotedHeader(all, number)
      {
        break
      }
      if !line.isEmpty { own.append(line) }
    }
    return own
  }

  /// Without white space at the ends, no-break and zero-width spaces included.
  private static func clean(_ line: Bytes) -> Bytes {
    guard line.contains(where: { $0 >= 0x80 }) else { return line.trimmed }
    var text: [UInt8] = []
    var index = line.startIndex
    while index < line.endIndex {
      let rest = line[index...]
      if rest.starts(with: [0xC2, 0xA0]) {
        text.append(.space)
        index += 2
      } else if rest.starts(with: [0xE2, 0x80, 0x8B]) || rest.starts(with: [0xEF, 0xBB, 0xBF]) {
        index += 3
      } else {
        text.append(line[index])
        index += 1
      }
    }
    return text[...].trimmed
  }

  private static func isSignature(_ line: Bytes, _ own: [Bytes]) -> Bool {
    if line.equals("--") || line.equals("__") { return true }
    return signatures.contains { line.begins($0) }
  }

  private static let signatures = [
    "sent from my", "sent from mail", "sent from outlook", "sent from yahoo", "get outlook for",
    "verstuurd vanaf", "verzonden vanaf", "verzonden via", "verstuurd via", "outlook voor ",
    "download outlook", "envoyé de mon", "envoyé depuis", "von meinem", "gesendet von",
    "sent via ", "sent with ", "begin forwarded message", "begin doorgestuurd bericht",
    "begin van doorgestuurd", "skickat från", "sendt fra", "sendt via", "enviado desde",
    "enviado do meu", "inviato da", "lähetetty", "wysłane z", "wysłano z",
  ]

  /// `-----Original Message-----`, in whatever language; `________________________________`.
  private static func isDivider(_ line: Bytes) -> Bool {
    let isRule = line.allSatisfy { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    if line.count >= 10, isRule { return true }
    guard !isRule else { return false }
    return line.starts(with: Array("---".utf8)) && line.suffix(3).elementsEqual("---".utf8)
      || line.starts(with: Array("___".utf8)) && line.suffix(3).elementsEqual("___".utf8)
  }

  /// `On … wrote:`, also over two or three lines, in the languages of `QuoteWords`; and whatever
  /// ends in a colon right above a quotation.
  private static func isAttribution(_ lines: [Bytes], _ number: Int) -> Bool {
    let line = lines[number]
    guard !line.isEmpty else { return false }
    if line.last == UInt8(ascii: ":"),
      let next = lines[(number + 1)...].first(where: { !$0.isEmpty }),
      next.first == UInt8(ascii: ">")
    {
      return true
    }
    let isOpening = QuoteWords.isOpening(line)
    for last in number..<min(number + 3, lines.count) {
      if lines[last].isEmpty { return false }
      guard lines[last].last == UInt8(ascii: ":") else { continue }
      let all = lines[number...last].joined(separator: [.space])
      // Without a word that such a line begins with, it has to name a moment or an address.
      return QuoteWords.hasVerb(Array(all)[...])
        && (isOpening || last == number && QuoteWords.hasMoment(line))
    }
    return false
  }

  /// Outlook's way: `Van:` and within four lines two more such labels.
  private static func isQuotedHeader(_ lines: [Bytes], _ number: Int) -> Bool {
    guard QuoteWords.isFromLabel(lines[number]) else { return false }
    let next = lines[(number + 1)..<min(number + 6, lines.count)]
    return next.count { QuoteWords.isOtherLabel($0) } >= 2
  }
}
