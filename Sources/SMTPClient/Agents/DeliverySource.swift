package import Refusals

/// The source the delivery agents work for: it knows what is to be sent and keeps the records.
///
/// All closures are called on the delivery agents' own threads, several at a time, and may block.
package struct DeliverySource: Sendable {
  /// Blocks until there is something to send. A mail that was given out gets exactly one
  /// `outcome`. When the delivery agents are to be stopped it must return `.stop` to all who wait.
  package var next: @Sendable () -> NextMessage
  /// Called when all but the last bytes are out. Makes durable that the last ones go and looks
  /// again whether they may; false aborts, and the server sees no final dot.
  package var commit: @Sendable (UInt64) -> Bool
  package var outcome: @Sendable (UInt64, DeliveryOutcome) -> Void
  /// The delivery agents rest now; for the log and for alerts.
  package var relayTrouble: @Sendable (RelayTrouble) -> Void
  /// The relay works again after trouble.
  package var relayRecovered: @Sendable () -> Void
  /// The relay takes fewer connections than are wanted, or all of them again.
  package var connections: @Sendable (Connections) -> Void

  package init(
    next: @escaping @Sendable () -> NextMessage, commit: @escaping @Sendable (UInt64) -> Bool,
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
