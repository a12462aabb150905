import CivilTime

/// When something is due: a local time, or an offset from an event (`-6w tue 09:30`).
///
/// `-` counts from the start, `+` from the end. Weeks and days go along the calendar in the event's
/// zone, hours and minutes are elapsed time; a weekday moves on to the nearest such day on or
/// before (`-`) or on or after (`+`).
package enum Moment: Hashable, Sendable {
  case local(LocalDateTime)
  /// A date without a time of day; the value is its 00:00.
  case day(LocalDateTime)
  case offset(Offset)

  package struct Offset: Hashable, Sendable {
    /// `-` when true, `+` when false.
    package var beforeStart: Bool
    package var span: Span
    /// Monday is 1.
    package var weekday: Int?
    package var time: TimeOfDay?

    package init(
      beforeStart: Bool, span: Span, weekday: Int? = nil, time: TimeOfDay? = nil
    ) {
      self.beforeStart = beforeStart
      self.span = span
      self.weekday = weekday
      self.time = time
    }

    /// Counted in hours and minutes, so the time of day follows from the event's.
    package var isElapsed: Bool { span.elapsedSeconds > 0 }
  }

  package struct TimeOfDay: Hashable, Sendable {
    package var hour: Int
    package var minute: Int
    package init(hour: Int, minute: Int) {
      self.hour = hour
      self.minute = minute
    }
  }

  /// The moment for a step that is due then; without a time of day, at `opening`.
  package func resolve(
    starts: LocalDateTime, ends: LocalDateTime, zone: Zone, opening: (hour: Int, minute: Int)
  ) -> Instant {
    let wall = wallTime(
      starts: starts, ends: ends, zone: zone, or: (opening.hour, opening.minute, 0))
    return settled(wall, zone: zone)
  }

  /// The moment as a last one; a day without a time of day lasts to its end, 23:59:59.
  package func deadline(starts: LocalDateTime, ends: LocalDateTime, zone: Zone) -> Instant {
    settled(wallTime(starts: starts, ends: ends, zone: zone, or: (23, 59, 59)), zone: zone)
  }

  /// Whether the clocks jump over the local time that is meant.
  package func skipped(
    starts: LocalDateTime, ends: LocalDateTime, zone: Zone, opening: (hour: Int, minute: Int)
  ) -> Bool {
    zone.isSkipped(
      wallTime(starts: starts, ends: ends, zone: zone, or: (opening.hour, opening.minute, 0)))
  }

  /// The calendar part; hours and minutes of an offset are still to be counted.
  private func wallTime(
    starts: LocalDateTime, ends: LocalDateTime, zone: Zone,
    or fallback: (hour: Int, minute: Int, second: Int)
  ) -> LocalDateTime {
    func at(day: Int) -> LocalDateTime {
      LocalDateTime(
        dayNumber: day, hour: fallback.hour, minute: fallback.minute, second: fallback.second)
    }
    switch self {
    case .local(let local): return local
    case .day(let local): return at(day: local.dayNumber)
    case .offset(let offset):
      let sign = offset.beforeStart ? -1 : 1
      let anchor = offset.beforeStart ? starts : ends
      var day = anchor.dayNumber + sign * offset.span.calendarDays
      if let weekday = offset.weekday {
        let distance = sign * (weekday - CivilCalendar.weekday(dayNumber: day))
        day += sign * CivilCalendar.floorModulo(distance, 7)
      }
      if let time = offset.time {
        return LocalDateTime(dayNumber: day, hour: time.hour, minute: time.minute)
      }
      return offset.isElapsed ? anchor.adding(days: day - anchor.dayNumber) : at(day: day)
    }
  }

  private func settled(_ wall: LocalDateTime, zone: Zone) -> Instant {
    let instant = zone.instant(wall)
    guard case .offset(let offset) = self else { return instant }
    let elapsed = offset.span.elapsedSeconds
    return instant.adding(seconds: offset.beforeStart ? -elapsed : elapsed)
  }
}
