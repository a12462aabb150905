/// The source's answer to a delivery agent who asks for work.
package enum NextMessage: Sendable {
  case mail(OutgoingMessage)
  /// There will be none any more; end.
  case stop
}
