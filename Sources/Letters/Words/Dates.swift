package import Domain

/// Dates and times for people, as a language writes them.
package struct Dates: Sendable {
  private let words: LetterWords

  init(_ words: LetterWords) { self.words = words }

  /// "donderdag 17 juni 2027, 14.00–17.30 uur"
  package func when(_ from: LocalDateTime, _ to: LocalDateTime) -> String { words.when(from, to) }

  /// A moment in `zone`, without its year when that is `now`'s.
  package func moment(_ instant: Instant, in zone: Zone, now: Instant) -> String {
    words.moment(zone.local(instant), near: zone.local(now))
  }

  /// "ja", "ja (+2)"
  package func answer(_ choice: Choice, guests: Int) -> String {
    words["answer.\(choice.rawValue)"] + (guests > 0 ? " (+\(guests))" : "")
  }

  /// The last moment of something; the end of a day is that day.
  package func deadline(_ instant: Instant, in zone: Zone, now: Instant) -> String {
    words.deadline(zone.local(instant), near: zone.local(now))
  }
}
