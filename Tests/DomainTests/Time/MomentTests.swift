import Domain
import Testing

@Suite struct MomentTests {
  @Test(arguments: [
    "2027-06-01T09:30:00", "2027-06-01", "-6w", "-2d 09:30", "-6w tue 09:30", "-3h", "+1d 10:00",
    "+21d", "-1d3h", "-1w sun", "+0m",
  ])
  func `what is read is written the same`(text: String) throws {
    #expect(try Moment(parsing: text).description == text)
  }

  @Test(arguments: [
    ("", 0), ("soon", 0), ("6w", 0), ("2027-02-30", 0), ("2027-06-01T09:30:00Z", 0), ("-", 1),
    ("-6x", 1), ("-6w mo", 4), ("-6w dinsdag 09:30", 4), ("-6w 9:30", 4), ("-6w 24:00", 4),
    ("-6w tue 09:60", 8), ("-6w tue 09:30 x", 14), ("-3h 09:30", 1), ("-3h tue", 1), ("-6w é", 0),
  ])
  func `what is wrong has a place`(text: String, offset: Int) {
    let problem = #expect(throws: MomentProblem.self) { try Moment(parsing: text) }
    #expect(problem?.offset == offset)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var at: String
    var zone = "Europe/Amsterdam"
    var starts = "2027-06-17T14:00"
    var ends = "2027-06-17T17:30"
    var due: String
    var testDescription: String { "\(at) of \(starts) in \(zone)" }
  }

  // 17 June 2027 is a Thursday; opening is 08:30.
  @Test(arguments: [
    Case(at: "2027-06-01T09:30:00", due: "2027-06-01T09:30"),
    Case(at: "2027-06-01", due: "2027-06-01T08:30"),
    Case(at: "-6w", due: "2027-05-06T08:30"),
    Case(at: "-6w tue 09:30", due: "2027-05-04T09:30"),
    Case(at: "-6w thu 09:30", due: "2027-05-06T09:30"),
    Case(at: "-6w fri 09:30", due: "2027-04-30T09:30"),
    Case(at: "-0d 09:30", due: "2027-06-17T09:30"),
    Case(at: "-2d 09:30", due: "2027-06-15T09:30"),
    Case(at: "-3h", due: "2027-06-17T11:00"),
    Case(at: "-1d3h", due: "2027-06-16T11:00"),
    Case(at: "+1d 10:00", due: "2027-06-18T10:00"),
    Case(at: "+1d mon 10:00", due: "2027-06-21T10:00"),
    Case(at: "+0d thu 10:00", due: "2027-06-17T10:00"),
    Case(at: "+30m", due: "2027-06-17T18:00"),
    Case(at: "+1w", due: "2027-06-24T08:30"),
    // Over both changes of the clocks the wall time stays; elapsed time does not care.
    Case(
      at: "-2w 09:30", starts: "2027-04-01T14:00", ends: "2027-04-01T15:00",
      due: "2027-03-18T09:30"),
    Case(
      at: "-2w 09:30", starts: "2027-11-04T14:00", ends: "2027-11-04T15:00",
      due: "2027-10-21T09:30"),
    Case(
      at: "-24h", starts: "2027-03-28T14:00", ends: "2027-03-28T15:00", due: "2027-03-27T13:00"),
    Case(at: "-1d", starts: "2027-03-28T14:00", ends: "2027-03-28T15:00", due: "2027-03-27T08:30"),
    Case(
      at: "-24h", starts: "2027-10-31T14:00", ends: "2027-10-31T15:00", due: "2027-10-30T15:00"),
    Case(
      at: "-1w 02:30", starts: "2027-04-04T10:00", ends: "2027-04-04T11:00",
      due: "2027-03-28T03:30"),
    // Year end and 29 February.
    Case(
      at: "-2w 09:30", starts: "2028-01-06T14:00", ends: "2028-01-06T15:00",
      due: "2027-12-23T09:30"),
    Case(
      at: "-1d 09:30", starts: "2028-03-01T14:00", ends: "2028-03-01T15:00",
      due: "2028-02-29T09:30"),
    Case(
      at: "+1d 09:30", starts: "2027-12-31T22:00", ends: "2028-01-01T01:00",
      due: "2028-01-02T09:30"),
    Case(
      at: "-1d 12:00", zone: "Pacific/Apia", starts: "2011-12-31T14:00", ends: "2011-12-31T15:00",
      due: "2011-12-31T12:00"),
    Case(
      at: "-2d 12:00", zone: "Pacific/Apia", starts: "2011-12-31T14:00", ends: "2011-12-31T15:00",
      due: "2011-12-29T12:00"),
    Case(
      at: "-1w 02:15", zone: "Australia/Lord_Howe", starts: "2027-10-10T10:00",
      ends: "2027-10-10T11:00", due: "2027-10-03T02:45"),
    // Summer time with a break for Ramadan, half an hour of it, and its end in the autumn.
    Case(
      at: "-1w 02:30", zone: "Africa/Casablanca", starts: "2025-04-13T10:00",
      ends: "2025-04-13T11:00", due: "2025-04-06T03:30"),
    Case(
      at: "-2w 09:30", zone: "Africa/Casablanca", starts: "2025-04-13T10:00",
      ends: "2025-04-13T11:00", due: "2025-03-30T09:30"),
    Case(
      at: "-24h", zone: "Africa/Casablanca", starts: "2025-02-23T14:00", ends: "2025-02-23T15:00",
      due: "2025-02-22T15:00"),
    Case(
      at: "-24h", zone: "America/New_York", starts: "2027-11-07T14:00", ends: "2027-11-07T15:00",
      due: "2027-11-06T15:00"),
    Case(
      at: "-24h", zone: "Australia/Lord_Howe", starts: "2027-04-04T14:00",
      ends: "2027-04-04T15:00", due: "2027-04-03T14:30"),
    Case(
      at: "-1w 09:30", starts: "2028-03-07T14:00", ends: "2028-03-07T15:00",
      due: "2028-02-29T09:30"),
    Case(
      at: "+1d 10:00", starts: "2028-02-28T14:00", ends: "2028-02-28T15:00",
      due: "2028-02-29T10:00"),
    Case(
      at: "+1d 10:00", starts: "2027-02-28T14:00", ends: "2027-02-28T15:00",
      due: "2027-03-01T10:00"),
    Case(
      at: "-1w 02:15", zone: "America/New_York", starts: "2027-03-21T10:00",
      ends: "2027-03-21T11:00", due: "2027-03-14T03:15"),
  ])
  func `an offset is resolved on the wall of the event`(_ example: Case) throws {
    let zone = try SystemZones.zone(example.zone)
    let due = try Moment(parsing: example.at).resolve(
      starts: local(example.starts), ends: local(example.ends), zone: zone, opening: (8, 30))
    #expect(zone.local(due) == (try local(example.due)))
  }

  @Test(arguments: [
    ("Europe/Amsterdam", "2027-10-31T02:30", "2027-10-31T00:30"),
    ("America/New_York", "2027-11-07T01:30", "2027-11-07T05:30"),
    ("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45"),
    ("Africa/Casablanca", "2025-02-23T02:30", "2025-02-23T01:30"),
  ])
  func `a time that occurs twice is the first`(name: String, at: String, due: String) throws {
    let starts = try local(at).adding(days: 1)
    let moment = try Moment(parsing: "-1d \(at.suffix(5))").resolve(
      starts: starts, ends: starts, zone: SystemZones.zone(name), opening: (8, 30))
    #expect(moment == (try utc(due)))
  }

  @Test(arguments: [
    ("-3d", "2027-06-14T23:59:59"), ("-3d 12:00", "2027-06-14T12:00:00"),
    ("2027-06-10", "2027-06-10T23:59:59"), ("2027-06-10T12:00:00", "2027-06-10T12:00:00"),
    ("-2h", "2027-06-17T12:00:00"), ("+21d", "2027-07-08T23:59:59"),
    ("-1w mon", "2027-06-07T23:59:59"),
  ])
  func `a deadline without a time of day lasts to the end of its day`(
    text: String, due: String
  ) throws {
    let zone = try SystemZones.zone("Europe/Amsterdam")
    let deadline = try Moment(parsing: text).deadline(
      starts: local("2027-06-17T14:00"), ends: local("2027-06-17T17:30"), zone: zone)
    #expect(zone.local(deadline) == (try local(due)))
  }

  @Test(arguments: [
    ("-1w 02:30", true), ("-1w 03:30", false), ("2027-03-28T02:00:00", true), ("-1w", false),
    ("-176h", false),
  ])
  func `a skipped time is told`(text: String, skipped: Bool) throws {
    let zone = try SystemZones.zone("Europe/Amsterdam")
    let moment = try Moment(parsing: text)
    #expect(
      try moment.skipped(
        starts: local("2027-04-04T10:00"), ends: local("2027-04-04T11:00"), zone: zone,
        opening: (8, 30)) == skipped)
  }
}
