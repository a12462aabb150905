/// A length of time as people write it: `3h30m`, `2w`, `10d`.
///
/// The parts stay apart, because weeks and days are counted on the calendar where a zone is known
/// and hours and minutes are elapsed time. So `1d` and `24h` are two values.
package struct Span: Hashable, Sendable {
  package let weeks: Int
  package let days: Int
  package let hours: Int
  package let minutes: Int

  /// The largest count of one unit; it keeps every sum far from overflow.
  package static let largestCount = 100_000

  private init(weeks: Int = 0, days: Int = 0, hours: Int = 0, minutes: Int = 0) {
    let largest = Span.largestCount
    precondition(
      [weeks, days, hours, minutes].allSatisfy { (0...largest).contains($0) },
      "a span of \(weeks)w\(days)d\(hours)h\(minutes)m")
    (self.weeks, self.days, self.hours, self.minutes) = (weeks, days, hours, minutes)
  }

  package static func weeks(_ count: Int) -> Span { Span(weeks: count) }
  package static func days(_ count: Int) -> Span { Span(days: count) }
  package static func hours(_ count: Int) -> Span { Span(hours: count) }
  package static func minutes(_ count: Int) -> Span { Span(minutes: count) }

  /// Integers with `w d h m`, each unit at most once, the larger first; nil for anything else.
  package init?(parsing text: String) {
    var bytes = ByteCursor(text)
    var counts: [Int?] = [nil, nil, nil, nil]
    var next = 0
    while !bytes.isAtEnd {
      guard let count = bytes.number(upTo: Span.largestCount) else { return nil }
      let units: [Unicode.Scalar] = ["w", "d", "h", "m"]
      guard let unit = (next..<4).first(where: { bytes.skip(units[$0]) }) else { return nil }
      counts[unit] = count
      next = unit + 1
    }
    guard next > 0 else { return nil }
    self.init(
      weeks: counts[0] ?? 0, days: counts[1] ?? 0, hours: counts[2] ?? 0, minutes: counts[3] ?? 0)
  }

  /// With days of 24 hours.
  package var seconds: Int64 { Int64(calendarDays) * 86_400 + elapsedSeconds }
  package var isZero: Bool { seconds == 0 }

  /// Weeks and days, in days.
  package var calendarDays: Int { weeks * 7 + days }
  /// Hours and minutes, in seconds.
  package var elapsedSeconds: Int64 { Int64(hours * 60 + minutes) * 60 }
}

extension Span: CustomStringConvertible {
  /// What `init(parsing:)` reads: `3h30m`; `0m` for nothing.
  package var description: String {
    let parts = [(weeks, "w"), (days, "d"), (hours, "h"), (minutes, "m")]
    let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    return text.isEmpty ? "0m" : text
  }
}
