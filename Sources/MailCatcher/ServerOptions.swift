/// What the catcher announces and insists on.
package struct ServerOptions: Sendable {
  /// Announced in EHLO and enforced; nil announces nothing.
  package var sizeLimit: Int?
  package var smtpUTF8: Bool
  /// SASL mechanisms to announce: PLAIN, LOGIN, XOAUTH2. Empty announces no AUTH at all.
  package var mechanisms: [String]
  /// User names and their secrets; nil lets in everyone.
  package var accounts: [String: String]?
  /// Refuse MAIL without authentication.
  package var requiresAuthentication: Bool

  package init(
    sizeLimit: Int? = 50_000_000, smtpUTF8: Bool = true, mechanisms: [String] = [],
    accounts: [String: String]? = nil, requiresAuthentication: Bool = false
  ) {
    self.sizeLimit = sizeLimit
    self.smtpUTF8 = smtpUTF8
    self.mechanisms = mechanisms
    self.accounts = accounts
    self.requiresAuthentication = requiresAuthentication
  }
}
