package import Refusals

/// The desk the couriers work for: it knows what is to be sent and keeps the books.
///
/// All closures are called on the couriers' own threads, several at a time, and may block.
package struct DeliveryDesk: Sendable {
  /// Blocks until there is something to send. A parcel that was given out gets exactly one
  /// `outcome`. When the couriers are to be stopped it must return `.stop` to all who wait.
  package var next: @Sendable () -> NextParcel
  /// Called when all but the last bytes are out. Makes durable that the last ones go and looks
  /// again whether they may; false aborts, and the server sees no final dot.
  package var commit: @Sendable (UInt64) -> Bool
  package var outcome: @Sendable (UInt64, DeliveryOutcome) -> Void
  /// The couriers rest now; for the log and for alerts.
  package var relayTrouble: @Sendable (RelayTrouble) -> Void
  /// The relay works again after trouble.
  package var relayRecovered: @Sendable () -> Void
  /// The relay takes fewer connections than are wanted, or all of them again.
  package var connections: @Sendable (Connections) -> Void

  package init(
    next: @escaping @Sendable () -> NextParcel, commit: @escaping @Sendable (UInt64) -> Bool,
    outcome: @escaping @Sendable (UInt64, DeliveryOutcome) -> Void,
    relayTrouble: @escaping @Sendable (RelayTrouble) -> Void,
    relayRecovered: @escaping @Sendable () -> Void = {},
    connections: @escaping @Sendable (Connections) -> Void = { _ in }
  ) {
    self.next = next
    self.commit = commit
    self.outcome = outcome
    self.relayTrouble = relayTrouble
    self.relayRecovered = relayRecovered
    self.connections = connections
  }
}
