package import Domain
package import Letters
package import State

/// Takes the mails of a rehearsal in sending order.
package protocol Outbox {
  /// A mail that is sent at `at`; what it says follows from its request, and may be made later.
  func take(
    _ request: LetterRequest, key: DeliveryKey, messageID: String, zone: Zone, at: Instant
  ) throws
}
