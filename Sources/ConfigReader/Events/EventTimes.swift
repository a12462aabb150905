import Domain

/// Reads `starts` with `ends` or `duration`.
struct EventTimes {
  struct Times {
    var starts: Located<LocalDateTime>
    var ends: Located<LocalDateTime>
  }

  let section: Section
  let zone: Zone

  func read() -> Times? {
    let starts = section.localTime("starts", required: true)
    let layer = section.layers.first { $0.entry("ends") != nil || $0.entry("duration") != nil }
    section.allow(["ends", "duration"])
    guard let layer else {
      section.error(section.place, "needs 'ends' or 'duration'")
      return nil
    }
    if layer.entry("ends") != nil, let duration = layer.entry("duration") {
      section.error(duration.keyPlace, "set 'ends' or 'duration', not both")
      return nil
    }
    let own = Section([layer], title: section.title, file: section.file, findings: section.findings)
    let ends = own.localTime("ends")
    let duration = own.span("duration")
    guard let starts, let ends = ends ?? duration.map({ end(starts.value, after: $0) }) else {
      return nil
    }
    warnSkipped(starts, "starts")
    if duration == nil { warnSkipped(ends, "ends") }
    guard zone.instant(ends.value) > zone.instant(starts.value) else {
      section.error(ends.place, "the event ends before it has begun")
      return nil
    }
    return Times(starts: starts, ends: ends)
  }

  private func end(
    _ starts: LocalDateTime, after duration: Located<Span>
  ) -> Located<LocalDateTime> {
    let day = starts.adding(days: duration.value.calendarDays)
    let instant = zone.instant(day).adding(seconds: duration.value.elapsedSeconds)
    return Located(value: zone.local(instant), place: duration.place)
  }

  private func warnSkipped(_ time: Located<LocalDateTime>, _ key: String) {
    guard zone.isSkipped(time.value) else { return }
    let shown = zone.local(zone.instant(time.value))
    section.warning(
      time.place,
      "the clocks of \(zone) skip \(time.value); '\(key)' counts as \(shown.timeText)")
  }
}
