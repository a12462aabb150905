package import Domain

/// `EventFacts` as the journal spells them: text that outlives the zone files and the programme.
package struct RecordedFacts: Hashable, Sendable {
  package var starts: String
  package var ends: String
  package var zone: String
  package var venue: Venue
  package var cancelled: Bool

  package init(_ facts: EventFacts) {
    starts = facts.starts.description
    ends = facts.ends.description
    zone = facts.zone.name
    venue = facts.venue
    cancelled = facts.cancelled
  }

  package init(starts: String, ends: String, zone: String, venue: Venue, cancelled: Bool) {
    self.starts = starts
    self.ends = ends
    self.zone = zone
    self.venue = venue
    self.cancelled = cancelled
  }

  /// Whether people would see no difference from `other`. `find` knows zones by name.
  package func isSame(as other: RecordedFacts, zone find: (String) -> Zone?) -> Bool {
    guard starts == other.starts, ends == other.ends, cancelled == other.cancelled,
      venue.isSame(as: other.venue)
    else { return false }
    if zone == other.zone { return true }
    guard let mine = facts(zone: find), let others = other.facts(zone: find) else { return false }
    return mine.isSameTime(as: others)
  }

  /// By how many seconds the start moves, earlier or later, on the calendar; nil when it cannot be
  /// said.
  package func shift(to other: RecordedFacts) -> Int64? {
    guard let from = LocalDateTime(parsing: starts), let to = LocalDateTime(parsing: other.starts)
    else { return nil }
    return abs(to.secondsAsUTC - from.secondsAsUTC)
  }

  /// The facts again, when the zone is known; nil when a time or the zone is not.
  package func facts(zone find: (String) -> Zone?) -> EventFacts? {
    guard let starts = LocalDateTime(parsing: starts), let ends = LocalDateTime(parsing: ends),
      let zone = find(zone)
    else { return nil }
    return EventFacts(starts: starts, ends: ends, zone: zone, venue: venue, cancelled: cancelled)
  }
}
