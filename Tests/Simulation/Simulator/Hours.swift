import Domain

/// Sending hours, worked out from the files without the engine's own class for them.
struct Hours {
  let isAlways: Bool
  let fromMinute: Int
  let toMinute: Int
  let holidays: Set<Int>
  let zone: Zone

  init(_ settings: Scenario.Settings, _ zone: Zone) {
    isAlways = settings.isAlwaysOpen
    fromMinute = settings.isAlwaysOpen ? 0 : settings.fromMinute
    toMinute = settings.toMinute
    holidays = settings.holidays
    self.zone = zone
  }

  private func isOpen(day: Int) -> Bool {
    isAlways || LocalDateTime(dayNumber: day).weekday <= 5 && !holidays.contains(day)
  }

  func isOpen(_ now: Instant) -> Bool {
    if isAlways { return true }
    let local = zone.local(now)
    return isOpen(day: local.dayNumber) && (fromMinute..<toMinute).contains(local.minuteOfDay)
  }

  private func opening(_ day: Int) -> Instant {
    zone.instant(LocalDateTime(dayNumber: day, hour: fromMinute / 60, minute: fromMinute % 60))
  }

  /// The first open moment from `now` on.
  func next(_ now: Instant) -> Instant {
    if isOpen(now) { return now }
    var day = zone.local(now).dayNumber
    while !isOpen(day: day) || opening(day) < now { day += 1 }
    return opening(day)
  }

  func openingBefore(_ now: Instant) -> Instant? {
    var day = zone.local(now).dayNumber
    for _ in 0..<366 {
      if isOpen(day: day), opening(day) < now { return opening(day) }
      day -= 1
    }
    return nil
  }
}
