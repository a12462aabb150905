package import Domain
package import Letters

/// Takes the mails of a rehearsal in sending order.
package protocol Outbox {
  func take(
    _ letter: Letter, key: DeliveryKey, person: Person, event: Event?, zone: Zone, at: Instant
  ) throws
}
