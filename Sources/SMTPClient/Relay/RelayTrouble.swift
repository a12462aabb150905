package import Refusals

/// Something is wrong between us and the relay; nobody's mail is to blame. The delivery agents
/// rest.
package struct RelayTrouble: Sendable, Equatable {
  /// The reason, as few words as a metric label may have.
  package enum Kind: String, Sendable, CaseIterable {
    /// The host name does not resolve.
    case name
    /// No connection, or it broke or fell silent before it was of use.
    case unreachable
    /// No TLS, or a certificate that cannot be trusted. Nothing was sent in clear.
    case tls
    /// The server did not let us in: 421 or 554 as greeting, a refused EHLO.
    case greeting
    /// Not believed, or the server offers no way to say who we are.
    case authentication
    /// Ours alone: the secret cannot be read, or libcurl cannot be used.
    case setup
    /// Our sender was refused, which concerns every mail.
    case sender
    /// It takes no mail from us for others.
    case relaying
    /// Our account there is closed, suspended or not open yet.
    case account
    /// What we may send in a day or an hour is used up.
    case quota
    /// The server closes (421) or stumbles over commands everyone uses.
    case busy
    /// Several mails in a row failed for reasons that are not their recipients'.
    case streak
  }

  package var kind: Kind
  package var stage: Stage
  /// The server's reply or the error, printable and without secrets.
  package var text: String
  /// A person has to do something; waiting alone will hardly help.
  package var permanent: Bool
  /// About this one connection, as far as it goes: where others work, fewer are enough.
  package var isOfConnection: Bool
  /// Parcels that were refused for good before it was known that the relay is to blame.
  package var refused: [UInt64] = []
  /// The how manyth in a row this is.
  package var count = 1
  /// Until one delivery agent tries again, in seconds.
  package var retryIn: Double = 0

  package init(
    kind: Kind, stage: Stage, text: String, permanent: Bool, isOfConnection: Bool = false
  ) {
    self.kind = kind
    self.stage = stage
    self.text = text
    self.permanent = permanent
    self.isOfConnection = isOfConnection
  }

  /// Whether somebody should know at once.
  package var needsAPerson: Bool { permanent || kind == .quota }
}
