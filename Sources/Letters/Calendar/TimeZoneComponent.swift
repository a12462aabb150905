import Domain

/// The VTIMEZONE of a zone around an event (RFC 5545 3.6.5).
///
/// Two yearly rules where the clocks follow such rules for the years around the event, which every
/// calendar program understands; else each change from a year before to a year after by itself.
enum TimeZoneComponent {
  private static let year: Int64 = 366 * 86_400

  static func lines(_ zone: Zone, from: Instant, to: Instant) -> [UInt8] {
    let start = from.adding(seconds: -year)
    let end = to.adding(seconds: year)
    var out = CalendarWriter()
    out.line("BEGIN:VTIMEZONE")
    out.line("TZID:\(zone.name)")
    out.line("X-LIC-LOCATION:\(zone.name)")
    let changes = zone.transitions(from: start, to: end)
    // Whole years around the event, so that each rule is seen several times.
    let wide = zone.transitions(
      from: start.adding(seconds: -2 * year), to: end.adding(seconds: 2 * year))
    if let rules = YearlyRule.pair(wide) {
      for rule in rules { rule.write(to: &out) }
    } else {
      let before = changes.first?.offsetBefore ?? zone.offset(at: start)
      observance(
        "STANDARD", name: zone.abbreviation(at: start), from: before, to: before,
        onset: zone.local(start), rule: nil, &out)
      for change in changes {
        let onset = Zone.utc.local(change.at.adding(seconds: Int64(change.offsetBefore)))
        observance(
          change.isDST ? "DAYLIGHT" : "STANDARD", name: change.abbreviation,
          from: change.offsetBefore, to: change.offsetAfter, onset: onset, rule: nil, &out)
      }
    }
    out.line("END:VTIMEZONE")
    return out.bytes
  }

  static func observance(
    _ kind: String, name: String, from: Int, to: Int, onset: LocalDateTime, rule: String?,
    _ out: inout CalendarWriter
  ) {
    out.line("BEGIN:\(kind)")
    out.text("TZNAME", name)
    out.line("TZOFFSETFROM:\(CalendarTime.offset(from))")
    out.line("TZOFFSETTO:\(CalendarTime.offset(to))")
    out.line("DTSTART:\(CalendarTime.local(onset))")
    if let rule { out.line("RRULE:\(rule)") }
    out.line("END:\(kind)")
  }
}
