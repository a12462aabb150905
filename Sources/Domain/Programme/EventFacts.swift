/// What a revision is about: when and where an event is, and whether it goes on.
///
/// A change of any of these is a revision: SEQUENCE + 1 and, after `settle`, a mail.
package struct EventFacts: Sendable, Hashable {
  package var starts: LocalDateTime
  package var ends: LocalDateTime
  package var zone: Zone
  package var venue: Venue
  package var cancelled: Bool

  package init(
    starts: LocalDateTime, ends: LocalDateTime, zone: Zone, venue: Venue = Venue(),
    cancelled: Bool = false
  ) {
    self.starts = starts
    self.ends = ends
    self.zone = zone
    self.venue = venue
    self.cancelled = cancelled
  }

  package var startInstant: Instant { zone.instant(starts) }
  package var endInstant: Instant { zone.instant(ends) }
}

/// Where an event is; each part may be empty.
package struct Venue: Sendable, Hashable {
  package var name: String
  /// May hold several lines.
  package var address: String
  /// A link for those who take part from afar.
  package var online: String

  package init(name: String = "", address: String = "", online: String = "") {
    self.name = name
    self.address = address
    self.online = online
  }
}
