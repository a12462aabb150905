import Domain
import Letters
import State

/// A mail in a delivery agent's hands.
struct SimulatedDelivery {
  var key: DeliveryKey
  var mail: Mail
  var email: String
  var messageID: String
  var date: Instant
  /// Nil for mails of the system.
  var step: Step?
  /// Of a preview the step it shows.
  var previewed: String?
  /// The last byte left.
  var isHandedOver = false

  /// Tells a host that the event is about to be called off.
  var isWarning: Bool { previewed == "cancelled" }

  var onDoubt: Step.OnDoubt { step?.onDoubt ?? .resend }
}
