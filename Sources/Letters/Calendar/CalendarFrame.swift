import Domain

/// The part of an event's calendar entry that is the same for every reader, folded and ready.
struct CalendarFrame: Sendable {
  /// VTIMEZONE, or nothing for UTC.
  let zone: [UInt8]
  /// DTSTART to LOCATION.
  let facts: [UInt8]
  let organizer: [UInt8]
  let alarm: [UInt8]
  let title: String
  let online: String
  let isCancelled: Bool

  init(_ event: Event, title: String, venue: String, organizer: Mailbox, words: LetterWords) {
    let facts = event.facts
    let isUTC = facts.zone == .utc
    zone =
      isUTC ? [] : TimeZoneComponent.lines(facts.zone, from: event.starts, to: event.ends)
    var out = CalendarWriter()
    for (name, instant) in [("DTSTART", event.starts), ("DTEND", event.ends)] {
      let local = CalendarTime.local(facts.zone.local(instant))
      out.line(
        isUTC ? "\(name):\(CalendarTime.utc(instant))" : "\(name);TZID=\(facts.zone.name):\(local)")
    }
    out.text("SUMMARY", title)
    let place = venue.isEmpty ? facts.venue.online : venue
    if !place.isEmpty { out.text("LOCATION", place) }
    self.facts = out.bytes
    var line = CalendarWriter()
    line.address("ORGANIZER", name: organizer.name, address: organizer.address.text)
    self.organizer = line.bytes
    alarm = Self.alarm(event, title: title)
    self.title = title
    online = facts.venue.online.isEmpty ? "" : "\(words["calendar.online"]): \(facts.venue.online)"
    isCancelled = facts.cancelled
  }

  /// The key `alarm` of the event's `fields`, a duration before the start, asks for a VALARM.
  private static func alarm(_ event: Event, title: String) -> [UInt8] {
    guard let span = event.fields["alarm"].flatMap(Span.init(parsing:)), !span.isZero else {
      return []
    }
    var out = CalendarWriter()
    out.line("BEGIN:VALARM")
    out.line("ACTION:DISPLAY")
    out.text("DESCRIPTION", title)
    out.line("TRIGGER:-PT\(span.seconds / 60)M")
    out.line("END:VALARM")
    return out.bytes
  }
}
