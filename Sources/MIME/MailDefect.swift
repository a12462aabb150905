/// A mail that is beyond the limits: set it aside whole, and go on with the next.
package struct MailDefect: Error, Sendable, Hashable, CustomStringConvertible {
  /// A sentence for the operator, without anything from the mail.
  package var description: String

  package init(_ description: String) { self.description = description }
}
