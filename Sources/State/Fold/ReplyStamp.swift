package import Domain

/// The age of a calendar's reply (RFC 5546 section 2.1.5): a lower SEQUENCE is older, and of equal
/// ones the lower DTSTAMP.
package struct ReplyStamp: Sendable, Hashable, Comparable {
  package var sequence: Int
  package var dtstamp: Instant

  package init(sequence: Int, dtstamp: Instant) {
    self.sequence = sequence
    self.dtstamp = dtstamp
  }

  package static func < (a: Self, b: Self) -> Bool {
    (a.sequence, a.dtstamp) < (b.sequence, b.dtstamp)
  }
}
