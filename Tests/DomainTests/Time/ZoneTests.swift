import Domain
import Foundation
import Testing

@Suite struct ZoneTests {
  struct Reading: Sendable, CustomTestStringConvertible {
    var zone: String
    var local: String
    var utc: String
    var skipped = false
    var testDescription: String { "\(zone) \(local)" }
  }

  @Test(arguments: [
    Reading(zone: "Europe/Amsterdam", local: "2027-01-15T09:30", utc: "2027-01-15T08:30"),
    Reading(zone: "Europe/Amsterdam", local: "2027-06-17T14:00", utc: "2027-06-17T12:00"),
    Reading(zone: "Europe/Amsterdam", local: "2027-03-28T01:59", utc: "2027-03-28T00:59"),
    Reading(
      zone: "Europe/Amsterdam", local: "2027-03-28T02:00", utc: "2027-03-28T01:00", skipped: true),
    Reading(
      zone: "Europe/Amsterdam", local: "2027-03-28T02:30", utc: "2027-03-28T01:30", skipped: true),
    Reading(zone: "Europe/Amsterdam", local: "2027-03-28T03:00", utc: "2027-03-28T01:00"),
    Reading(zone: "Europe/Amsterdam", local: "2027-10-31T02:30", utc: "2027-10-31T00:30"),
    Reading(zone: "Europe/Amsterdam", local: "2027-10-31T03:00", utc: "2027-10-31T02:00"),
    Reading(zone: "Europe/Amsterdam", local: "2027-12-31T23:59:59", utc: "2027-12-31T22:59:59"),
    Reading(zone: "Europe/Amsterdam", local: "2028-02-29T12:00", utc: "2028-02-29T11:00"),
    // Past the table: the footer's rule, and a calendar cycle after the years it is unrolled for.
    Reading(zone: "Europe/Amsterdam", local: "2099-07-01T12:00", utc: "2099-07-01T10:00"),
    Reading(zone: "Europe/Amsterdam", local: "2499-12-31T12:00", utc: "2499-12-31T11:00"),
    Reading(zone: "Europe/Amsterdam", local: "2501-07-01T12:00", utc: "2501-07-01T10:00"),
    Reading(zone: "Europe/Amsterdam", local: "9999-01-01T12:00", utc: "9999-01-01T11:00"),
    Reading(
      zone: "America/New_York", local: "2027-03-14T02:15", utc: "2027-03-14T07:15", skipped: true),
    Reading(zone: "America/New_York", local: "2027-11-07T01:30", utc: "2027-11-07T05:30"),
    // Half an hour of summer time.
    Reading(
      zone: "Australia/Lord_Howe", local: "2027-10-03T02:15", utc: "2027-10-02T15:45",
      skipped: true),
    Reading(zone: "Australia/Lord_Howe", local: "2027-04-04T01:45", utc: "2027-04-03T14:45"),
    Reading(zone: "Australia/Lord_Howe", local: "2027-10-03T02:30", utc: "2027-10-02T15:30"),
    // A whole day that never was.
    Reading(zone: "Pacific/Apia", local: "2011-12-29T23:59", utc: "2011-12-30T09:59"),
    Reading(
      zone: "Pacific/Apia", local: "2011-12-30T00:00", utc: "2011-12-30T10:00", skipped: true),
    Reading(
      zone: "Pacific/Apia", local: "2011-12-30T23:59", utc: "2011-12-31T09:59", skipped: true),
    Reading(zone: "Pacific/Apia", local: "2011-12-31T00:00", utc: "2011-12-30T10:00"),
    // Summer time with a break for Ramadan, far from any footer rule.
    Reading(zone: "Africa/Casablanca", local: "2025-01-15T12:00", utc: "2025-01-15T11:00"),
    Reading(zone: "Africa/Casablanca", local: "2025-03-01T12:00", utc: "2025-03-01T12:00"),
    Reading(
      zone: "Africa/Casablanca", local: "2025-04-06T02:30", utc: "2025-04-06T02:30", skipped: true),
    Reading(zone: "Asia/Kathmandu", local: "2027-01-15T12:00", utc: "2027-01-15T06:15"),
    Reading(zone: "Europe/Dublin", local: "2027-07-01T12:00", utc: "2027-07-01T11:00"),
    Reading(zone: "UTC", local: "2027-07-01T12:00", utc: "2027-07-01T12:00"),
  ])
  func `a local time is an instant`(_ reading: Reading) throws {
    let zone = try SystemZones.zone(reading.zone)
    let wall = try local(reading.local)
    #expect(zone.instant(wall) == (try utc(reading.utc)))
    #expect(zone.isSkipped(wall) == reading.skipped)
    if !reading.skipped { #expect(zone.local(try utc(reading.utc)) == wall) }
  }

  @Test func `a time that is skipped shows the same minutes after the jump`() throws {
    let zone = try SystemZones.zone("Europe/Amsterdam")
    let shown = zone.local(zone.instant(try local("2027-03-28T02:30")))
    #expect(shown == (try local("2027-03-28T03:30")))
  }

  @Test func `lists the changes of a year`() throws {
    let zone = try SystemZones.zone("Europe/Amsterdam")
    let changes = zone.transitions(
      from: try utc("2047-01-01"), to: try utc("2048-01-01"))
    #expect(changes.map(\.at) == [try utc("2047-03-31T01:00"), try utc("2047-10-27T01:00")])
    #expect(changes.map(\.offsetBefore) == [3600, 7200])
    #expect(changes.map(\.offsetAfter) == [7200, 3600])
    #expect(changes.map(\.abbreviation) == ["CEST", "CET"])
    #expect(changes.map(\.isDST) == [true, false])
    let from = try #require(changes.first).at
    #expect(zone.transitions(from: from, to: from.adding(seconds: 1)).count == 1)
    #expect(zone.transitions(from: from.adding(seconds: 1), to: from).isEmpty)
  }

  @Test func `abbreviations follow the clocks`() throws {
    let zone = try SystemZones.zone("America/New_York")
    #expect(zone.abbreviation(at: try utc("2027-01-01")) == "EST")
    #expect(zone.abbreviation(at: try utc("2060-07-01")) == "EDT")
    #expect(Zone.utc.abbreviation(at: try utc("2027-01-01")) == "UTC")
  }

  @Test func `equal by name`() throws {
    let a = try SystemZones.zone("Europe/Amsterdam")
    let b = try SystemZones.zone("Europe/Amsterdam")
    #expect(a == b && a != .utc && Set([a, b, .utc]).count == 2)
  }
}
