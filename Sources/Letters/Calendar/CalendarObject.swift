import Domain

/// One event as one reader's calendar gets it (RFC 5545, 5546, 6047).
struct CalendarObject {
  enum Method: String {
    /// Shown with answer buttons.
    case request = "REQUEST"
    /// Takes the entry away.
    case cancel = "CANCEL"
    /// Only tells: a save-the-date, or the file from the web page.
    case publish = "PUBLISH"
  }

  var method: Method
  var uid: String
  var sequence: Int
  var stamp: Instant
  var attendee: Mailbox
  var choice: Choice?
  /// A yes that waits for a seat is no promise to be there.
  var isWaiting: Bool
  var link: String

  /// The iCalendar object, CRLF.
  func bytes(_ frame: CalendarFrame, words: LetterWords) -> [UInt8] {
    var out = CalendarWriter(capacity: 3072)
    out.line("BEGIN:VCALENDAR")
    out.line("VERSION:2.0")
    out.line("PRODID:-//Convoke//Convoke 1//EN")
    out.line("CALSCALE:GREGORIAN")
    out.line("METHOD:\(method.rawValue)")
    out.append(frame.zone)
    out.line("BEGIN:VEVENT")
    out.line("UID:\(uid)")
    out.line("DTSTAMP:\(CalendarTime.utc(stamp))")
    out.line("SEQUENCE:\(sequence)")
    out.append(frame.facts)
    out.text("DESCRIPTION", description(frame, words))
    out.append(frame.organizer)
    if method != .publish {
      out.address(attendeeParameters, name: attendee.name, address: attendee.address.text)
    }
    out.line(method == .cancel || frame.isCancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED")
    out.line("TRANSP:OPAQUE")
    if method != .cancel { out.append(frame.alarm) }
    out.line("END:VEVENT")
    out.line("END:VCALENDAR")
    return out.bytes
  }

  private var attendeeParameters: String {
    let status =
      switch choice {
      case nil: "NEEDS-ACTION"
      case .yes: isWaiting ? "TENTATIVE" : "ACCEPTED"
      case .maybe: "TENTATIVE"
      case .no: "DECLINED"
      }
    let asks = method == .request ? ";RSVP=TRUE" : ""
    return "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=\(status)\(asks)"
  }

  private func description(_ frame: CalendarFrame, _ words: LetterWords) -> String {
    let answer = link.isEmpty ? "" : "\(words["calendar.answer"]): \(link)"
    return [frame.online, answer].filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
