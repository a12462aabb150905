import Domain
import Foundation
import Testing

@Suite struct LocalDateTimeTests {
  @Test(arguments: [
    ("2027-06-17T14:00:00", "2027-06-17T14:00:00"), ("2027-06-17 14:00", "2027-06-17T14:00:00"),
    ("2027-06-17t14:00:59", "2027-06-17T14:00:59"), ("2027-06-17", "2027-06-17T00:00:00"),
    ("2028-02-29", "2028-02-29T00:00:00"), ("0001-01-01", "0001-01-01T00:00:00"),
    ("9999-12-31T23:59", "9999-12-31T23:59:00"),
  ])
  func `reads what people and TOML write`(text: String, description: String) {
    #expect(LocalDateTime(parsing: text)?.description == description)
  }

  @Test(arguments: [
    "", "2027", "2027-06", "2027-6-17", "2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01",
    "2027-00-01", "2027-01-00", "0000-01-01", "2027-06-17T", "2027-06-17T24:00", "2027-06-17T1:00",
    "2027-06-17T14:60", "2027-06-17T14:00:60", "2027-06-17T14:00:00Z", "2027-06-17T14:00:00.5",
    "2027-06-17T14:00:00+02:00", " 2027-06-17", "2027-06-17 ", "２０２７-06-17", "-027-06-17",
  ])
  func `refuses what no wall shows`(text: String) {
    #expect(LocalDateTime(parsing: text) == nil)
  }

  @Test func `day numbers and weekdays agree with the calendar of Foundation`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in stride(from: -20_000, through: 80_000, by: 17) {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400)
      let expected = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
      let ours = LocalDateTime(dayNumber: day)
      #expect(ours.year == expected.year && ours.month == expected.month)
      #expect(ours.day == expected.day && ours.dayNumber == day)
      #expect(ours.weekday % 7 + 1 == expected.weekday)
    }
  }

  @Test(arguments: [
    ("2027-12-31T10:00", 1, "2028-01-01T10:00"), ("2028-02-28T10:00", 1, "2028-02-29T10:00"),
    ("2028-03-01T10:00", -1, "2028-02-29T10:00"), ("2027-03-01T10:00", -1, "2027-02-28T10:00"),
    ("2028-02-29T10:00", 366, "2029-03-01T10:00"), ("2028-01-01T10:00", -1, "2027-12-31T10:00"),
  ])
  func `days are added on the calendar`(from: String, days: Int, to: String) throws {
    #expect(try local(from).adding(days: days) == local(to))
  }

  @Test func `the earlier is the lesser`() throws {
    let texts = [
      "2026-12-31T23:59:59", "2027-01-01", "2027-01-01T00:00:01", "2027-01-01T00:01:00",
      "2027-01-01T01:00:00", "2027-01-02", "2027-02-01",
    ]
    let times = try texts.map(local)
    #expect(times.shuffled().sorted() == times)
  }
}
