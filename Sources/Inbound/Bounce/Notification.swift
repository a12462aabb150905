import MIME

/// What an MTA says about a mail it returns: its own words, apart from the mail that came back.
struct Notification {
  /// Its words, line by line, in UTF-8.
  private(set) var lines: [Bytes] = []
  /// The delivery report, where there is one.
  private(set) var report: [UInt8] = []
  /// The header of the mail that came back.
  private(set) var returned: Header?
  /// Bytes of text looked at.
  private var taken = 0

  init(_ message: MIMEMessage) {
    for (number, part) in message.parts.enumerated() {
      if part.isEnclosed {
        if returned == nil { returned = part.header }
      } else if number > 0, Self.isReturnedHeader(part.header) {
        // Some put the mail itself where a part's header should stand.
        returned = returned ?? part.header
      } else if !part.hasChildren {
        take(part, of: message)
      }
    }
  }

  private mutating func take(_ part: MIMEPart, of message: MIMEMessage) {
    switch part.type.value {
    case "message/delivery-status", "message/global-delivery-status":
      guard report.count < MailLimits.textBytes else { return }
      report += message.content(part, most: MailLimits.textBytes) + [.lf, .lf]
    case "text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers",
      "message/partial":
      if returned == nil {
        returned = Self.header(message.content(part, most: MailLimits.textBytes)[...])
      }
    case let type where type.hasPrefix("text/") || type.hasPrefix("multipart/") || type.isEmpty:
      guard lines.isEmpty || type != "text/html", taken < MailLimits.textBytes else { return }
      takeText(message.words(part)[...])
    default: break
    }
  }

  /// A text may go on into the mail that came back, without any mark but its looks.
  private mutating func takeText(_ text: Bytes) {
    taken += text.count
    let all = text.lines(MailLimits.lines - lines.count)
    let start = Self.headerStart(all)
    lines += all[..<(start ?? all.count)]
    guard let start, returned == nil else { return }
    let first = Self.isMarker(all[start]) ? start + 1 : start
    if first < all.count { returned = Self.header(text[all[first].startIndex...]) }
  }

  var text: [UInt8] { Array(lines.joined(separator: [.lf])) }

  private static func header(_ text: Bytes) -> Header? {
    var start = text.startIndex
    while start < text.endIndex, text[start].isWhite { start += 1 }
    return (try? Header.read(text, from: start))?.0
  }

  private static func isReturnedHeader(_ header: Header) -> Bool {
    header.has("received") && header.has("from") && header.has("to")
  }

  /// The first line of what looks like a mail's header: three different fields of one, before an
  /// empty line.
  private static func headerStart(_ lines: [Bytes]) -> Int? {
    var start: Int?
    var names: Set<String> = []
    for (number, line) in lines.enumerated() {
      if start == nil, isMarker(line) { return number }
      if let start, line.first == .space || line.first == .tab, number > start { continue }
      let name = fieldNames.first { line.begins($0) }
      if let name {
        if start == nil { start = number }
        names.insert(name)
        if names.count >= 3 && !names.isDisjoint(with: identifying)
          || (name == "received:" && names.count == 1 && follows(lines, number))
        {
          return start
        }
      } else if start != nil, Header.fieldNameEnd(line) == nil || line.isEmpty {
        start = nil
        names = []
      }
    }
    return nil
  }

  /// A line that says that the mail itself follows: `--- Below this line is a copy of the message.`
  private static func isMarker(_ line: Bytes) -> Bool {
    let line = line.trimmed
    guard line.count < 100, let first = line.first else { return false }
    let isRuled = "-=*|_#+".utf8.contains(first)
    guard isRuled || line.begins("message headers follow") || line.begins("original message") else {
      return false
    }
    return markers.contains { line.contains($0) }
  }

  private static let markers = [
    "copy of the message", "copy of your message", "original message", "returned message",
    "unsent message", "message text follows", "message headers", "message header",
    "message follows",
    "undelivered message", "original mail", "returned mail", "message contents",
  ]

  /// A folded `Received: from … by …` is a mail's header by itself.
  private static func follows(_ lines: [Bytes], _ number: Int) -> Bool {
    guard lines[number].contains("from ") || lines[number].contains("by ") else { return false }
    guard number + 1 < lines.count else { return false }
    return lines[number + 1].first.map { $0 == .space || $0 == .tab } ?? false
  }

  /// Without one of these it may be a summary for people.
  private static let identifying: Set = ["return-path:", "received:", "message-id:", "from:"]

  private static let fieldNames = [
    "return-path:", "received:", "message-id:", "date:", "from:", "to:", "subject:",
    "mime-version:",
    "content-type:", "delivered-to:", "dkim-signature:", "x-mailer:", "reply-to:", "user-agent:",
  ]
}
