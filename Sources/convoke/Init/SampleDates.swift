import Domain

/// The dates of the shipped sample, moved to where somebody who tries it can use them.
enum SampleDates {
  /// The text with all its dates moved so that the first lies `days` from today; by whole weeks
  /// when that is ahead, so that a Thursday stays one.
  static func move(_ text: String, firstTo days: Int, today: Instant) -> String {
    let date = /[0-9]{4}-[0-9]{2}-[0-9]{2}/
    let known = text.matches(of: date).compactMap { LocalDateTime(parsing: String($0.output)) }
    guard let first = known.min() else { return text }
    var distance = Int(today.seconds / 86_400) + days - first.dayNumber
    if days > 0 { distance = Int((Double(distance) / 7).rounded(.up)) * 7 }
    return text.replacing(date) { match in
      LocalDateTime(parsing: String(match.output)).map {
        String($0.adding(days: distance).description.prefix(10))
      } ?? String(match.output)
    }
  }
}
