import Domain
import Testing

@Suite struct SendingHoursTests {
  /// Monday to Friday, 08:30 to 18:00, closed on Easter Monday 2027.
  private func engine(zone name: String = "Europe/Amsterdam") throws -> SendingHours {
    let holidays = try [local("2027-03-29").dayNumber]
    return try #require(
      SendingHours(
        days: Set(1...5), fromMinute: 510, toMinute: 1080, holidays: Set(holidays),
        zone: SystemZones.zone(name)))
  }

  private func at(_ text: String, _ hours: SendingHours) throws -> Instant {
    hours.zone.instant(try local(text))
  }

  @Test(arguments: [
    // 18 June 2027 is a Friday.
    ("2027-06-18T08:29:59", false, "2027-06-18T08:30", "2027-06-17T08:30"),
    ("2027-06-18T08:30", true, "2027-06-18T08:30", "2027-06-17T08:30"),
    ("2027-06-18T17:59:59", true, "2027-06-18T17:59:59", "2027-06-18T08:30"),
    ("2027-06-18T18:00", false, "2027-06-21T08:30", "2027-06-18T08:30"),
    ("2027-06-20T12:00", false, "2027-06-21T08:30", "2027-06-18T08:30"),
    // Over Easter and the change of the clocks on Easter Sunday.
    ("2027-03-26T19:00", false, "2027-03-30T08:30", "2027-03-26T08:30"),
    ("2027-03-29T12:00", false, "2027-03-30T08:30", "2027-03-26T08:30"),
    ("2027-12-31T20:00", false, "2028-01-03T08:30", "2027-12-31T08:30"),
  ])
  func `open, the next opening and the one before`(
    moment: String, open: Bool, next: String, last: String
  ) throws {
    let hours = try engine()
    let instant = try at(moment, hours)
    #expect(hours.isOpen(at: instant) == open)
    #expect(hours.zone.local(hours.next(from: instant)) == (try local(next)))
    #expect(hours.lastOpening(before: instant).map(hours.zone.local) == (try local(last)))
  }

  @Test(arguments: [
    ("2027-06-17T10:00", "2h", "2027-06-17T12:00"),
    ("2027-06-17T17:00", "2h", "2027-06-18T09:30"),
    ("2027-06-18T17:00", "2h", "2027-06-21T09:30"),
    ("2027-06-19T03:00", "2h", "2027-06-21T10:30"),
    // 24 open hours are two and a half days of nine and a half.
    ("2027-06-14T08:30", "24h", "2027-06-16T13:30"),
    ("2027-03-25T08:30", "24h", "2027-03-30T13:30"),
    ("2027-06-19T03:00", "0h", "2027-06-19T03:00"),
    ("2027-06-17T16:00", "2h", "2027-06-17T18:00"),
  ])
  func `a span is counted in open time`(from: String, span: String, to: String) throws {
    let hours = try engine()
    let end = hours.adding(try #require(Span(parsing: span)), to: try at(from, hours))
    #expect(hours.zone.local(end) == (try local(to)))
  }

  @Test func `a day on which the clocks change is shorter or longer`() throws {
    let hours = SendingHours.always(in: try SystemZones.zone("Europe/Amsterdam"))
    #expect(hours.isOpen(at: try at("2027-03-28T03:00", hours)))
    let spring = hours.adding(.hours(24), to: try at("2027-03-28T00:00", hours))
    #expect(hours.zone.local(spring) == (try local("2027-03-29T01:00")))
    let autumn = hours.adding(.hours(24), to: try at("2027-10-31T00:00", hours))
    #expect(hours.zone.local(autumn) == (try local("2027-10-31T23:00")))
  }

  @Test func `hours that begin in the jump begin after it`() throws {
    let zone = try SystemZones.zone("Europe/Amsterdam")
    let night = try #require(
      SendingHours(days: Set(1...7), fromMinute: 150, toMinute: 240, zone: zone))
    let opening = night.next(from: zone.instant(try local("2027-03-28T00:00")))
    #expect(zone.local(opening) == (try local("2027-03-28T03:30")))
    let within = try #require(
      SendingHours(days: Set(1...7), fromMinute: 130, toMinute: 150, zone: zone))
    let shifted = within.next(from: zone.instant(try local("2027-03-28T00:00")))
    #expect(zone.local(shifted) == (try local("2027-03-28T03:10")))
  }

  @Test(arguments: [
    ("Europe/Amsterdam", "2027-10-29T19:00", "2027-11-01T07:30"),
    ("America/New_York", "2027-03-12T19:00", "2027-03-15T12:30"),
    ("America/New_York", "2027-11-05T19:00", "2027-11-08T13:30"),
    ("Australia/Lord_Howe", "2027-10-01T19:00", "2027-10-03T21:30"),
    ("Australia/Lord_Howe", "2027-04-02T19:00", "2027-04-04T22:00"),
    ("Africa/Casablanca", "2025-02-21T19:00", "2025-02-24T08:30"),
    ("Africa/Casablanca", "2025-04-04T19:00", "2025-04-07T07:30"),
    ("Pacific/Apia", "2011-12-29T19:00", "2012-01-01T18:30"),
    ("Europe/Amsterdam", "2027-12-31T19:00", "2028-01-03T07:30"),
    ("Europe/Amsterdam", "2028-02-28T19:00", "2028-02-29T07:30"),
  ])
  func `the opening is on the wall, whatever the clocks did before it`(
    name: String, from: String, opening: String
  ) throws {
    let hours = try engine(zone: name)
    #expect(hours.next(from: try at(from, hours)) == (try utc(opening)))
  }

  @Test func `a day that never was is closed`() throws {
    // Friday 30 December 2011 does not exist in Apia; the Saturday after it is no working day.
    let hours = try engine(zone: "Pacific/Apia")
    let next = hours.next(from: try at("2011-12-29T18:00", hours))
    #expect(hours.zone.local(next) == (try local("2012-01-02T08:30")))
    #expect(!hours.isOpen(at: try at("2011-12-31T10:00", hours)))
  }

  @Test func `hours that are never open do not exist`() throws {
    let zone = Zone.utc
    #expect(SendingHours(days: [], fromMinute: 0, toMinute: 1440, zone: zone) == nil)
    #expect(SendingHours(days: [8], fromMinute: 0, toMinute: 1440, zone: zone) == nil)
    #expect(SendingHours(days: [1], fromMinute: 600, toMinute: 600, zone: zone) == nil)
    #expect(SendingHours(days: [1], fromMinute: 0, toMinute: 1441, zone: zone) == nil)
  }

  @Test func `a year of holidays has no opening before`() throws {
    let today = try local("2027-06-18T12:00")
    let hours = try #require(
      SendingHours(
        days: Set(1...7), fromMinute: 0, toMinute: 1440,
        holidays: Set(today.dayNumber - 400...today.dayNumber), zone: .utc))
    #expect(hours.lastOpening(before: Zone.utc.instant(today)) == nil)
    #expect(hours.next(from: Zone.utc.instant(today)) == Zone.utc.instant(try local("2027-06-19")))
  }
}
