import Domain

/// A change of the clocks that comes every year on the nth or last such weekday of a month.
struct YearlyRule {
  private let change: Zone.Transition
  private let local: LocalDateTime
  /// 1 to 4 from the front of the month, -1 for the last.
  private let week: Int

  /// The two rules that explain `changes`, or nil when there are none such.
  static func pair(_ changes: [Zone.Transition]) -> [YearlyRule]? {
    let summer = changes.filter(\.isDST)
    let winter = changes.filter { !$0.isDST }
    guard summer.count >= 4, winter.count >= 4, abs(summer.count - winter.count) <= 1,
      let first = rule(summer), let second = rule(winter)
    else { return nil }
    return [first, second]
  }

  /// 1970 is before any event, and what calendar programs are used to.
  func write(to out: inout CalendarWriter) {
    let rule =
      "FREQ=YEARLY;BYMONTH=\(local.month);BYDAY=\(week)"
      + ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][local.weekday - 1]
    TimeZoneComponent.observance(
      change.isDST ? "DAYLIGHT" : "STANDARD", name: change.abbreviation,
      from: change.offsetBefore, to: change.offsetAfter, onset: onset(year: 1970), rule: rule, &out)
  }

  private static func rule(_ changes: [Zone.Transition]) -> YearlyRule? {
    let locals = changes.map { Zone.utc.local($0.at.adding(seconds: Int64($0.offsetBefore))) }
    guard let change = changes.last, let local = locals.last else { return nil }
    let isLast = locals.allSatisfy { $0.adding(days: 7).month != $0.month }
    let week = isLast ? -1 : (local.day + 6) / 7
    for (index, other) in locals.enumerated() {
      guard other.month == local.month, other.weekday == local.weekday,
        other.minuteOfDay == local.minuteOfDay, other.second == local.second,
        isLast || (other.day + 6) / 7 == week,
        index == 0 || other.year == locals[index - 1].year + 1,
        changes[index].offsetBefore == change.offsetBefore,
        changes[index].offsetAfter == change.offsetAfter,
        changes[index].abbreviation == change.abbreviation
      else { return nil }
    }
    return YearlyRule(change: change, local: local, week: week)
  }

  private func onset(year: Int) -> LocalDateTime {
    guard
      let first = LocalDateTime(
        year: year, month: local.month, day: 1, hour: local.hour, minute: local.minute,
        second: local.second)
    else { preconditionFailure("no 1 \(local.month) \(year)") }
    let shift = (local.weekday - first.weekday + 7) % 7
    if week > 0 { return first.adding(days: shift + 7 * (week - 1)) }
    var day = first.adding(days: shift + 21)
    if day.adding(days: 7).month == day.month { day = day.adding(days: 7) }
    return day
  }
}
