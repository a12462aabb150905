import CivilTime

/// The rule of a zone for the years after its table: a POSIX `TZ` string (RFC 8536 3.3) such as
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Hashable, Sendable {
  /// A day of the year and a time on the clocks before the change.
  struct Turn: Hashable, Sendable {
    enum Day: Hashable, Sendable {
      /// `Mm.w.d`: weekday 0 is Sunday; week 5 is the last.
      case weekday(month: Int, week: Int, weekday: Int)
      /// `Jn`: 1 to 365; 29 February is never counted.
      case julian(Int)
      /// `n`: 0 to 365; 29 February counts.
      case ordinal(Int)
    }

    var day: Day
    /// Seconds after midnight, from -167 to 167 hours.
    var time: Int

    /// Days since 1970 in a year.
    func dayNumber(year: Int) -> Int {
      let newYear = CivilCalendar.dayNumber(year: year, month: 1, day: 1)
      switch day {
      case .ordinal(let n): return newYear + n
      case .julian(let n): return newYear + n - (CivilCalendar.isLeap(year) && n >= 60 ? 0 : 1)
      case .weekday(let month, let week, let weekday):
        let first = CivilCalendar.dayNumber(year: year, month: month, day: 1)
        let firstWeekday = CivilCalendar.weekday(dayNumber: first) % 7
        let day = first + CivilCalendar.floorModulo(weekday - firstWeekday, 7) + (week - 1) * 7
        let length = CivilCalendar.daysInMonth(year: year, month: month)
        return day >= first + length ? day - 7 : day
      }
    }
  }

  var standard: ZoneTable.Kind
  var summer: ZoneTable.Kind?
  var begin: Turn?
  var end: Turn?

  /// Adds the changes after the table's last one, to the end of the unrolled years.
  func extend(_ kinds: inout [ZoneTable.Kind], _ changes: inout [ZoneTable.Change]) {
    func index(_ kind: ZoneTable.Kind) -> Int {
      if let found = kinds.firstIndex(of: kind) { return found }
      kinds.append(kind)
      return kinds.count - 1
    }
    guard let summer, let begin, let end else {
      // Without a table the rule holds for all time; with one, its last change already agrees.
      if changes.isEmpty { kinds = [standard] }
      return
    }
    let standardIndex = index(standard)
    let summerIndex = index(summer)
    let firstYear = changes.last.map { LocalDateTime(secondsAsUTC: $0.at).year } ?? 1970
    guard firstYear <= ZoneTable.lastYear else { return }
    for year in max(firstYear, 1900)...ZoneTable.lastYear {
      let starts = Int64(begin.dayNumber(year: year)) * 86_400 + Int64(begin.time - standard.offset)
      let ends = Int64(end.dayNumber(year: year)) * 86_400 + Int64(end.time - summer.offset)
      let pair = [
        ZoneTable.Change(at: starts, kind: summerIndex),
        ZoneTable.Change(at: ends, kind: standardIndex),
      ]
      for change in pair.sorted(by: { $0.at < $1.at }) where change.at > changes.last?.at ?? .min {
        changes.append(change)
      }
    }
  }
}
