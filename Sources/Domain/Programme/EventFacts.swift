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

  /// Whether both say the same of when it is: the same on the wall, and the same moments. Another
  /// name of a zone in which that holds makes no difference.
  package func isSameTime(as other: EventFacts) -> Bool {
    starts == other.starts && ends == other.ends && startInstant == other.startInstant
      && endInstant == other.endInstant
  }
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

  /// Whether nobody would see a difference: white space and invisible characters make none (nor
  /// does another spelling of the same letters, which texts do not tell apart).
  package func isSame(as other: Venue) -> Bool {
    isSamePlace(as: other) && Self.essence(online) == Self.essence(other.online)
  }

  /// As `isSame`, leaving the link out.
  package func isSamePlace(as other: Venue) -> Bool {
    Self.essence(name) == Self.essence(other.name)
      && Self.essence(address) == Self.essence(other.address)
  }

  /// The words of a text, one space between them.
  package static func essence(_ text: String) -> String {
    let visible = text.unicodeScalars.filter { !invisible.contains($0.value) }
    return String(String.UnicodeScalarView(visible)).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  /// Soft hyphen, zero-width spaces and joiners, marks of direction, byte order mark.
  private static let invisible: Set<UInt32> = Set([0xAD, 0x2060, 0xFEFF]).union(0x200B...0x200F)
}
