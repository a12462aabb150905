import CivilTime

/// When timed mail may leave: some days of the week, from one time of day to another, not on
/// holidays, all in one zone.
///
/// The hours are wall time: on a day when the clocks change they are an hour shorter or longer, or
/// begin after the jump. A day that the zone leaves out is closed.
package struct SendingHours: Hashable, Sendable {
  /// Monday is 1.
  package let days: Set<Int>
  /// Minutes after midnight; `toMinute` is up to 1440 and is itself closed.
  package let fromMinute: Int
  package let toMinute: Int
  /// Days since 1970.
  package let holidays: Set<Int>
  package let zone: Zone

  /// Nil when there would never be an open minute.
  package init?(
    days: Set<Int>, fromMinute: Int, toMinute: Int, holidays: Set<Int> = [], zone: Zone
  ) {
    guard !days.isEmpty, days.isSubset(of: 1...7), fromMinute >= 0, fromMinute < toMinute,
      toMinute <= 1440
    else { return nil }
    self.init(days, fromMinute, toMinute, holidays, zone)
  }

  private init(_ days: Set<Int>, _ from: Int, _ to: Int, _ holidays: Set<Int>, _ zone: Zone) {
    self.days = days
    fromMinute = from
    toMinute = to
    self.holidays = holidays
    self.zone = zone
  }

  /// Open day and night.
  package static func always(in zone: Zone) -> SendingHours {
    SendingHours(Set(1...7), 0, 1440, [], zone)
  }

  /// The time of day at which an open day begins.
  package var opening: (hour: Int, minute: Int) { (fromMinute / 60, fromMinute % 60) }

  package func isOpen(at instant: Instant) -> Bool {
    window(ofDay: zone.local(instant).dayNumber)?.contains(instant) ?? false
  }

  /// The first open moment from `instant` on: itself when open, else an opening.
  package func next(from instant: Instant) -> Instant {
    var day = zone.local(instant).dayNumber
    // Ends: there is an open weekday, and holidays are finite.
    while true {
      if let window = window(ofDay: day), instant < window.upperBound {
        return max(instant, window.lowerBound)
      }
      day += 1
    }
  }

  /// The opening of the last open day that began before `instant`; nil when the whole year before
  /// it is closed.
  package func lastOpening(before instant: Instant) -> Instant? {
    let today = zone.local(instant).dayNumber
    for day in stride(from: today, to: today - 366, by: -1) {
      if let opening = window(ofDay: day)?.lowerBound, opening < instant { return opening }
    }
    return nil
  }

  /// The moment when `span` has passed in open time; a day in it is 24 open hours.
  package func adding(_ span: Span, to instant: Instant) -> Instant {
    var left = span.seconds * 1000
    guard left > 0 else { return instant }
    var moment = next(from: instant)
    while true {
      guard let window = window(ofDay: zone.local(moment).dayNumber) else { return moment }
      let open = window.upperBound.milliseconds - moment.milliseconds
      if left <= open { return Instant(milliseconds: moment.milliseconds + left) }
      left -= open
      moment = next(from: window.upperBound)
    }
  }

  /// The open hours of a day; nil when it is closed or has none.
  private func window(ofDay day: Int) -> Range<Instant>? {
    guard days.contains(CivilCalendar.weekday(dayNumber: day)), !holidays.contains(day) else {
      return nil
    }
    let from = instant(day: day, minute: fromMinute)
    let to = instant(day: day, minute: toMinute)
    guard from < to, zone.local(from).dayNumber == day else { return nil }
    return from..<to
  }

  private func instant(day: Int, minute: Int) -> Instant {
    zone.instant(
      LocalDateTime(dayNumber: day + minute / 1440, hour: minute % 1440 / 60, minute: minute % 60))
  }
}
