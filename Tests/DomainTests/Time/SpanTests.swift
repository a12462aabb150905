import Domain
import Testing

@Suite struct SpanTests {
  @Test(arguments: [
    ("3h30m", 12_600, "3h30m"), ("2w", 1_209_600, "2w"), ("10d", 864_000, "10d"),
    ("0h", 0, "0m"), ("1w2d3h4m", 788_640, "1w2d3h4m"), ("007m", 420, "7m"), ("90m", 5400, "90m"),
  ])
  func `reads integers with units`(text: String, seconds: Int64, description: String) throws {
    let span = try #require(Span(parsing: text))
    #expect(span.seconds == seconds)
    #expect(span.description == description)
    #expect(span.isZero == (seconds == 0))
  }

  @Test(arguments: [
    "", "3", "h", "3 h", "-3h", "+3h", "3.5h", "3H", "30m3h", "3h3h", "3h ", "1y", "100001w",
    "99999999999999999999m", "3ｈ",
  ])
  func `refuses everything else`(text: String) { #expect(Span(parsing: text) == nil) }

  @Test func `a day is not 24 hours, though as long`() {
    #expect(Span.days(1) != .hours(24))
    #expect(Span.days(1).seconds == Span.hours(24).seconds)
    #expect(Span.weeks(1).calendarDays == 7 && Span.weeks(1).elapsedSeconds == 0)
    #expect(Span.minutes(5).calendarDays == 0 && Span.minutes(5).elapsedSeconds == 300)
  }
}
