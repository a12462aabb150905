package import Domain

/// A mail that is owed because something happened: it goes at once, day and night.
package struct OccurrenceDelivery: Sendable, Hashable {
  package var kind: Step.Occurrence
  /// When it happened; it is also the mail's first date. Of a mail of the system that was handed
  /// over: when that was.
  package var at: Instant
  package var state: DeliveryState
  package var attempt: Attempt?
  /// The event's SEQUENCE when it happened.
  package var sequence: Int
  /// What a mail of the system is about; of all others nil.
  package var notice: Notice?

  package init(
    kind: Step.Occurrence, at: Instant, state: DeliveryState = .open, attempt: Attempt? = nil,
    sequence: Int, notice: Notice? = nil
  ) {
    self.kind = kind
    self.at = at
    self.state = state
    self.attempt = attempt
    self.sequence = sequence
    self.notice = notice
  }
}
