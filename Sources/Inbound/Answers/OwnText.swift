/// What a person wrote themselves in a reply: the lines above what they quote and above their signature.
enum OwnText {
  /// In UTF-8, without empty lines, each without white space at its ends.
  static func lines(of message: MIMEMessage) -> [Bytes] {
    let candidates = message.parts.filter {
      !$0.isEnclosed && !$0.hasChildren && !$0.isAttachment && $0.fileName == nil
    }
    for type in ["text/plain", "text/html"] {
      for part in candidates where part.type.value == type {
        let own = lines(message.text(part)[...])
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
    "download outlook", "envoyé de mon", "von meinem", "gesendet von", "sent via ", "sent with ",
    "begin forwarded message", "begin doorgestuurd bericht", "begin van doorgestuurd",
  ]

  /// `-----Original Message-----`, `________________________________`.
  private static func isDivider(_ line: Bytes) -> Bool {
    if line.count >= 10, line.allSatisfy({ $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }) {
      return true
    }
    guard line.begins("---") || line.begins("___") else { return false }
    return [
      "original", "oorspronkelijk", "bericht", "message", "ursprüng", "forwarded", "doorgestuurd",
    ]
    .contains { line.contains($0) }
  }

  /// `On … wrote:`, also over two or three lines.
  private static func isAttribution(_ lines: [Bytes], _ number: Int) -> Bool {
    let line = lines[number]
    guard attributionBeginnings.contains(where: { line.begins($0) }) else { return false }
    for last in number..<min(number + 3, lines.count) {
      if lines[last].isEmpty { return false }
      if lines[last].last == UInt8(ascii: ":"),
        attributionVerbs.contains(where: { lines[last].contains($0) })
      {
        return true
      }
    }
    return false
  }

  private static let attributionBeginnings = [
    "on ", "op ", "am ", "le ", "el ", "il ", "den ", "van ", "from ", "at ", "in ",
  ]
  private static let attributionVerbs = [
    "wrote", "schreef", "geschreven", "schrieb", "a écrit", "escribió", "ha scritto", "skrev",
  ]

  /// Outlook's way: `Van:` and within four lines two more such labels.
  private static func isQuotedHeader(_ lines: [Bytes], _ number: Int) -> Bool {
    guard isLabel(lines[number], firstLabels) else { return false }
    let next = lines[(number + 1)..<min(number + 6, lines.count)]
    return next.count { isLabel($0, otherLabels) } >= 2
  }

  private static func isLabel(_ line: Bytes, _ labels: [String]) -> Bool {
    let bare = line.drop { $0 == UInt8(ascii: "*") }
    return labels.contains { bare.begins($0) }
  }

  private static let firstLabels = ["from:", "van:", "von:", "de:"]
  private static let otherLabels = [
    "sent:", "to:", "subject:", "date:", "cc:", "verzonden:", "aan:", "onderwerp:", "datum:",
    "gesendet:", "an:", "betreff:", "envoyé", "à:", "objet:",
  ]
}
