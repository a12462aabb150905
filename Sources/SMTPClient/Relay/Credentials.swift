/// Who we are at the relay.
package struct Credentials: Sendable {
  /// How the secret is shown to the server (RFC 4954; XOAUTH2 as Google and Microsoft define it).
  package enum Mechanism: String, Sendable {
    /// PLAIN, or LOGIN where the server knows only that.
    case password
    /// A bearer token.
    case xoauth2
  }

  package var mechanism: Mechanism
  package var username: String
  /// Read again for every new connection with a password, for every mail with a token, so that a
  /// renewed token is used without a restart. What it throws is told to the operator.
  package var secret: @Sendable () throws -> Secret

  package init(
    mechanism: Mechanism, username: String, secret: @escaping @Sendable () throws -> Secret
  ) {
    self.mechanism = mechanism
    self.username = username
    self.secret = secret
  }

  /// What of an offered SASL mechanism list we can use, in the server's words.
  func accepts(_ offered: Set<String>) -> Bool {
    switch mechanism {
    case .password: offered.contains("PLAIN") || offered.contains("LOGIN")
    case .xoauth2: offered.contains("XOAUTH2")
    }
  }

  /// libcurl's spelling of the only mechanisms it may choose from.
  var loginOptions: String {
    switch mechanism {
    case .password: "AUTH=PLAIN;AUTH=LOGIN"
    case .xoauth2: "AUTH=XOAUTH2"
    }
  }
}
