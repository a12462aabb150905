import CivilTime
import Domain
import MIME

/// Reads one iTIP message as far as an answer needs it: the first event, no times, no rules.
enum CalendarReader {
  /// The calendar's answer in a mail, wherever its calendar puts it: as a part, as an attachment of
  /// any of its types, or as the whole text. An object in returned or forwarded mail is not meant.
  static func reply(in message: MIMEMessage, sender: String?) -> CalendarReply? {
    for part in message.leaves where mayBeCalendar(part) {
      let text = message.text(part, most: MailLimits.textBytes)
      let method = part.type["method"]?.text
      if let reply = read(text[...], method: method, sender: sender), isAnswer(reply) {
        return reply
      }
    }
    return nil
  }

  /// - Parameter method: what the Content-Type says, for objects that forgot it.
  static func read(_ text: Bytes, method: String? = nil, sender: String? = nil) -> CalendarReply? {
    var method = method
    var components: [String] = []
    var depth = 0
    var event: [CalendarLine] = []
    var isDone = false
    for bytes in unfolded(text) {
      guard let line = CalendarLine(bytes) else { continue }
      switch line.name {
      case "BEGIN":
        depth += 1
        if depth <= MIMELimits.depth { components.append(line.value.trimmed.text.uppercased()) }
      case "END":
        if depth == 2, components.count == 2, !event.isEmpty { isDone = true }
        if depth > 0 { depth -= 1 }
        if components.count > depth { components.removeLast() }
      case "METHOD" where components.count <= 1: method = line.value.trimmed.text
      default:
        guard !isDone, depth == 2, components.count == 2,
          ["VEVENT", "VTODO"].contains(components[1])
        else { continue }
        event.append(line)
      }
    }
    guard let method, !event.isEmpty else { return nil }
    return reply(method.uppercased(), event, sender)
  }

  private static func isAnswer(_ reply: CalendarReply) -> Bool {
    reply.method == "REPLY" || reply.method == "COUNTER"
  }

  private static func mayBeCalendar(_ part: MIMEPart) -> Bool {
    switch part.type.value {
    case "text/calendar", "application/ics", "text/x-vcalendar", "application/calendar": true
    default: part.fileName?.hasSuffix(".ics") ?? false
    }
  }

  private static func reply(
    _ method: String, _ event: [CalendarLine], _ sender: String?
  ) -> CalendarReply? {
    guard let uid = event.first(where: { $0.name == "UID" })?.value.trimmed, !uid.isEmpty,
      uid.count <= 1000
    else { return nil }
    let attendees = event.filter { $0.name == "ATTENDEE" }.prefix(MailLimits.attendees)
    let attendee =
      attendees.first { line in
        guard let sender else { return false }
        return address(line)?.lowercased() == sender.lowercased()
      } ?? attendees.first
    let partstat = attendee?.parameter("partstat")?.text.uppercased()
    let comment =
      event.first { $0.name == "COMMENT" }?.text ?? attendee?.parameter("x-response-comment")
    return CalendarReply(
      method: String(method.prefix(40)), uid: uid.text, attendee: attendee.flatMap { address($0) },
      partstat: partstat.flatMap { CalendarReply.Participation(rawValue: $0) },
      sequence: number(event.first { $0.name == "SEQUENCE" }?.value),
      dtstamp: event.first { $0.name == "DTSTAMP" }.flatMap { instant($0.value.trimmed) },
      guests: number(attendee?.parameter("x-num-guests")?[...]),
      comment: comment.flatMap { PlainWords.kept($0[...]) })
  }

  /// `mailto:` in any case, or the EMAIL parameter (RFC 7986 section 6.2).
  private static func address(_ line: CalendarLine) -> String? {
    let value = line.value.trimmed
    let address = value.begins("mailto:") ? value.dropFirst(7) : value
    return AddressScanner.first(address)
      ?? line.parameter("email").flatMap { AddressScanner.first($0[...]) }
  }

  private static func number(_ value: Bytes?) -> Int {
    guard let value = value?.trimmed, value.count <= 9, let number = Int(value.text), number >= 0
    else { return 0 }
    return number
  }

  /// `YYYYMMDDTHHMMSSZ`; a DTSTAMP is always in UTC (RFC 5546 section 2.1.5).
  private static func instant(_ value: Bytes) -> Instant? {
    let digits = value.filter(\.isDigit).map { Int64($0 - 0x30) }
    guard (15...16).contains(value.count), digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> Int64 { digits[range].reduce(0) { $0 * 10 + $1 } }
    let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
    let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
    guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60, second <= 60
    else { return nil }
    let days = CivilCalendar.dayNumber(year: Int(year), month: Int(month), day: Int(day))
    return Instant(seconds: Int64(days) * 86_400 + hour * 3600 + minute * 60 + second)
  }

  /// Lines with what follows a line end and one white space joined to them (RFC 5545 section 3.1).
  private static func unfolded(_ text: Bytes) -> [Bytes] {
    var lines: [Bytes] = []
    for line in text.lines(MailLimits.properties * 10) {
      if line.first == .space || line.first == .tab, let last = lines.last {
        guard last.count + line.count <= MIMELimits.fieldBytes else { continue }
        lines[lines.count - 1] = last + line.dropFirst()
      } else if !line.isEmpty, lines.count < MailLimits.properties {
        lines.append(line)
      }
    }
    return lines
  }
}
