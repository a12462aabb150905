import Domain
package import State

/// A delivery whose last moment passed, to be recorded as missed.
package struct MissedDelivery: Sendable, Hashable {
  package var key: DeliveryKey
  package var why: String
}
