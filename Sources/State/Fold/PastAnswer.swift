package import Domain

/// An answer that was changed since.
package struct PastAnswer: Sendable, Hashable {
  package var standing: SeatStanding
  /// How it came.
  package var via: String

  package init(standing: SeatStanding, via: String) {
    self.standing = standing
    self.via = via
  }
}
