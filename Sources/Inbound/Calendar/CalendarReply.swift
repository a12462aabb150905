package import Domain

/// A calendar's answer to an invitation (RFC 5546 sections 3.2.3 and 3.2.7), as far as it matters
/// here. Times of the event in it are not read: only the organizer says when something is.
package struct CalendarReply: Sendable, Hashable {
  /// In capitals: REPLY, COUNTER, or whatever else came.
  package var method: String
  /// As written, byte for byte: it carries the signed tag.
  package var uid: String
  /// The address of the first ATTENDEE, without `mailto:`; it may be another of the person's.
  package var attendee: String?
  package var partstat: Participation?
  /// 0 when absent (RFC 5545 section 3.8.7.4).
  package var sequence: Int
  package var dtstamp: Instant?
  /// How many come along (X-NUM-GUESTS, as Google writes it); 0 where nothing says so.
  package var guests: Int
  /// The person's words, at most 2,000 characters.
  package var comment: String?

  /// Another time is proposed; a wish, no answer.
  package var isCounter: Bool { method == "COUNTER" }

  package init(
    method: String, uid: String, attendee: String? = nil, partstat: Participation? = nil,
    sequence: Int = 0, dtstamp: Instant? = nil, guests: Int = 0, comment: String? = nil
  ) {
    self.method = method
    self.uid = uid
    self.attendee = attendee
    self.partstat = partstat
    self.sequence = sequence
    self.dtstamp = dtstamp
    self.guests = guests
    self.comment = comment
  }

  /// RFC 5545 section 3.2.12.
  package enum Participation: String, Sendable, CaseIterable {
    case needsAction = "NEEDS-ACTION"
    case accepted = "ACCEPTED"
    case declined = "DECLINED"
    case tentative = "TENTATIVE"
    case delegated = "DELEGATED"

    /// The answer it is, if it is one.
    package var choice: Choice? {
      switch self {
      case .accepted: .yes
      case .declined: .no
      case .tentative: .maybe
      case .needsAction, .delegated: nil
      }
    }
  }
}
