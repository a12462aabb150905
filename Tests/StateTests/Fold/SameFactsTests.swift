import Domain
import State
import Testing

/// Edits of time and place that nobody can see are none.
@Suite struct SameFactsTests {
  private let told = RecordedFacts(
    starts: "2027-06-17T14:00:00", ends: "2027-06-17T17:00:00", zone: "Europe/Amsterdam",
    venue: Venue(name: "Café Zuid", address: "Weg 1\nUtrecht", online: "https://meet.test/a"),
    cancelled: false)

  private func isSame(_ change: (inout RecordedFacts) -> Void) throws -> Bool {
    var facts = told
    change(&facts)
    let zones = try ["Europe/Amsterdam", "Europe/Berlin", "Europe/London"].map(systemZone)
    return facts.isSame(as: told) { name in zones.first { $0.name == name } }
  }

  @Test(
    "white space, invisible characters and another spelling of letters",
    arguments: [
      ("Café Zuid ", true), ("\tCafé  Zuid", true), ("Café\u{a0}Zuid\u{200b}", true),
      ("Cafe\u{301} Zuid", true), ("Ca\u{ad}fé Zuid", true), ("Cafe Zuid", false),
      ("CaféZuid", false), ("café Zuid", false),
    ])
  func names(_ name: String, _ same: Bool) throws {
    #expect(try isSame { $0.venue.name = name } == same)
  }

  @Test("lines of an address, and the link")
  func lines() throws {
    #expect(try isSame { $0.venue.address = " Weg 1\n\nUtrecht\n" })
    #expect(try isSame { $0.venue.address = "Weg 1 Utrecht" })
    #expect(try !isSame { $0.venue.address = "Weg 12\nUtrecht" })
    #expect(try isSame { $0.venue.online = "https://meet.test/a " })
    #expect(try !isSame { $0.venue.online = "https://meet.test/b" })
  }

  @Test("another name of the zone, when the times are the same moments; else it is an edit")
  func zones() throws {
    #expect(try isSame { $0.zone = "Europe/Berlin" })
    #expect(try !isSame { $0.zone = "Europe/London" })
    #expect(try !isSame { $0.zone = "Nowhere/Known" })
    #expect(try !isSame { $0.ends = "2027-06-17T17:00:01" })
    #expect(try !isSame { $0.cancelled = true })
  }
}
