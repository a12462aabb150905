import Domain

/// Dates and times as the language writes them.
extension LetterWords {
  /// `donderdag 17 juni 2027`
  func longDate(_ date: LocalDateTime) -> String { self("date.long", parts(date)) }

  /// `donderdag 17 juni`
  func shortDate(_ date: LocalDateTime) -> String { self("date.short", parts(date)) }

  func weekday(_ date: LocalDateTime) -> String { self["date.weekdays.\(date.weekday)"] }

  /// `14.00 uur`
  func time(_ time: LocalDateTime) -> String { self("date.time", ["clock": clock(time)]) }

  /// `14.00–17.30 uur`; a whole day is `0.00–24.00 uur`.
  func range(_ from: LocalDateTime, _ to: LocalDateTime) -> String {
    let isWholeDay = from.minuteOfDay == 0 && to.minuteOfDay == 0
    return self(
      "date.range", ["from": clock(from), "to": isWholeDay ? clock(hour: 24, 0) : clock(to)])
  }

  /// Whether people call it one day: an evening that ends at midnight is no two.
  static func isOneDay(_ from: LocalDateTime, _ to: LocalDateTime) -> Bool {
    from.dayNumber == to.dayNumber
      || to.minuteOfDay == 0 && to.second == 0 && from.dayNumber + 1 == to.dayNumber
  }

  /// `donderdag 17 juni 2027, 14.00–17.30 uur`, or both days of an event that lasts longer.
  func when(_ from: LocalDateTime, _ to: LocalDateTime) -> String {
    if Self.isOneDay(from, to) {
      return self("date.when", ["date": longDate(from), "time": range(from, to)])
    }
    return self("date.several_days", ["from": moment(from), "to": moment(to)])
  }

  /// A moment with its year: `donderdag 17 juni 2027, 14.00 uur`.
  func moment(_ time: LocalDateTime) -> String {
    self("date.moment", ["date": longDate(time), "time": self.time(time)])
  }

  /// A moment near `other`: without the year when that is the same.
  func moment(_ time: LocalDateTime, near other: LocalDateTime) -> String {
    self("date.moment", ["date": date(time, near: other), "time": self.time(time)])
  }

  /// The last moment for something: the day alone when it is the end of that day.
  func deadline(_ time: LocalDateTime, near other: LocalDateTime) -> String {
    if time.hour == 23, time.minute == 59 { return date(time, near: other) }
    if time.minuteOfDay == 0 { return date(time.adding(days: -1), near: other) }
    return moment(time, near: other)
  }

  private func date(_ time: LocalDateTime, near other: LocalDateTime) -> String {
    time.year == other.year ? shortDate(time) : longDate(time)
  }

  private func clock(_ time: LocalDateTime) -> String { clock(hour: time.hour, time.minute) }

  private func clock(hour: Int, _ minute: Int) -> String {
    self("date.clock", ["hour": String(hour), "minute": two(minute), "hour2": two(hour)])
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  private func parts(_ date: LocalDateTime) -> KeyValuePairs<String, String> {
    [
      "weekday": weekday(date), "day": String(date.day),
      "month": self["date.months.\(date.month)"], "year": String(date.year),
    ]
  }
}
