import Domain
import Letters

/// A mail in a courier's hands.
struct Errand {
  var key: DeliveryKey
  var mail: Mail
  var email: String
  var messageID: String
  var date: Instant
  /// Nil for mails of the system.
  var step: Step?
  /// The last byte left.
  var isHandedOver = false

  var onDoubt: Step.OnDoubt { step?.onDoubt ?? .resend }
}
