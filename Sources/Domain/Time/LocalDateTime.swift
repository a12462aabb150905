import CivilTime

/// A date and a time of day on somebody's wall, without a zone.
///
/// Always a day that the Gregorian calendar has and a time from 00:00:00 to 23:59:59; whether the
/// zone's clocks show it (summer time may skip it) is the zone's to say.
package struct LocalDateTime: Hashable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int

  /// Nil for a date the calendar does not have (30 February) or a time past 23:59:59.
  ///
  /// The year is from 1 to 9999, as RFC 3339 can write it.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CivilCalendar.daysInMonth(year: year, month: month), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// The time must be valid; the day may be any.
  package init(dayNumber: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    precondition(
      (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second),
      "no such time of day: \(hour):\(minute):\(second)")
    (year, month, day) = CivilCalendar.date(dayNumber: dayNumber)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// Days since 1970-01-01.
  package var dayNumber: Int {
    CivilCalendar.dayNumber(year: year, month: month, day: day)
  }

  /// Monday is 1, Sunday is 7 (ISO 8601).
  package var weekday: Int { CivilCalendar.weekday(dayNumber: dayNumber) }

  package var minuteOfDay: Int { hour * 60 + minute }

  /// The same time of day, `days` later on the calendar.
  package func adding(days: Int) -> LocalDateTime {
    LocalDateTime(dayNumber: dayNumber + days, hour: hour, minute: minute, second: second)
  }

  /// Seconds since 1970 if this clock were in UTC.
  package var secondsAsUTC: Int64 {
    Int64(dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  init(secondsAsUTC seconds: Int64) {
    let day = CivilCalendar.floorDivide(Int(seconds), 86_400)
    let rest = Int(seconds) - day * 86_400
    self.init(
      dayNumber: day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
  }
}

extension LocalDateTime: Comparable {
  package static func < (a: LocalDateTime, b: LocalDateTime) -> Bool {
    (a.year, a.month, a.day, a.hour, a.minute, a.second)
      < (b.year, b.month, b.day, b.hour, b.minute, b.second)
  }
}
