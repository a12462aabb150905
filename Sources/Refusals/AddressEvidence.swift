/// What a refusal, or a mail that came back, says of the address it was for.
///
/// The one table for both (RFC 3463 sections 3.2 and 3.5, the IANA registry of enhanced status
/// codes, and what Exchange added). How often each must be said before the address is given up:
/// `Decide.isGivenUp`.
package enum AddressEvidence: Sendable, Hashable {
  /// It is about the message, about us or about nobody we know.
  case nothing
  /// It may pass: a full mailbox, a server that is away.
  case soft
  /// The mailbox is switched off (5.2.1, 5.7.13).
  case suspended
  /// No server is found for the domain (5.4.4, 5.4.310); a name server's bad day passes.
  case unroutable
  /// There is no such mailbox, or no mail for the domain (5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10).
  case dead

  /// What an enhanced status code says by itself; `nothing` for one that is not of class 5.
  package init(status: String) {
    guard let code = EnhancedCode(status.utf8), code.level == 5 else {
      self = .nothing
      return
    }
    self =
      switch (code.subject, code.detail) {
      case (1, 1), (1, 2), (1, 3), (1, 6), (1, 10): .dead
      case (2, 1), (7, 13): .suspended
      case (2, 2): .soft
      case (4, 4), (4, 310): .unroutable
      default: .nothing
      }
  }
}
