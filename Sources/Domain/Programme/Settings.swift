/// `[mail]`: who the mails are from and where bounces go.
package struct MailSettings: Sendable {
  package var from: Mailbox
  /// Envelope sender; `LOCAL@DOMAIN` becomes `LOCAL+TAG@DOMAIN` per delivery.
  package var bounces: MailAddress
  package var replyTo: Mailbox?
  package var dkim: DKIMSettings?

  package init(
    from: Mailbox, bounces: MailAddress, replyTo: Mailbox? = nil, dkim: DKIMSettings? = nil
  ) {
    self.from = from
    self.bounces = bounces
    self.replyTo = replyTo
    self.dkim = dkim
  }
}

/// `[mail] dkim`: the key stays where it is; only its place is configured.
package struct DKIMSettings: Sendable {
  package var domain: String
  package var selector: String
  package var key: SecretPlace

  package init(domain: String, selector: String, key: SecretPlace) {
    self.domain = domain
    self.selector = selector
    self.key = key
  }
}

/// Where a secret is found; never the secret itself.
package enum SecretPlace: Hashable, Sendable {
  /// `credential:NAME`, a file in `$CREDENTIALS_DIRECTORY`.
  case credential(String)
  /// `file:PATH`, refused when others can read it.
  case file(String)
  /// `env:NAME`
  case environment(String)
}

/// `[smtp]`: the relay.
package struct SMTPSettings: Sendable {
  package var host: String
  package var port: Int
  /// `smtps://`
  package var implicitTLS: Bool
  /// `tls = "require"`; off only for loopback.
  package var requireTLS: Bool
  package var username: String?
  package var password: SecretPlace?
  package var token: SecretPlace?
  package var connections: Int
  /// 0 = no limit.
  package var perMinute: Int
  /// After so many mails a connection is closed and another opened; 0 = no limit.
  package var maxPerConnection: Int

  package init(
    host: String, port: Int, implicitTLS: Bool = false, requireTLS: Bool = true,
    username: String? = nil, password: SecretPlace? = nil, token: SecretPlace? = nil,
    connections: Int = 10, perMinute: Int = 0, maxPerConnection: Int = 0
  ) {
    self.host = host
    self.port = port
    self.implicitTLS = implicitTLS
    self.requireTLS = requireTLS
    self.username = username
    self.password = password
    self.token = token
    self.connections = connections
    self.perMinute = perMinute
    self.maxPerConnection = maxPerConnection
  }
}

/// `[web]`: where partners find us.
package struct WebSettings: Sendable {
  /// Without a trailing slash, such as `https://doe-mee.mvo.example`.
  package var url: String
  package var listenHost: String
  package var listenPort: Int
  package var adminHost: String
  package var adminPort: Int
  package var trustedProxies: [String]

  package init(
    url: String, listenHost: String = "127.0.0.1", listenPort: Int = 8080,
    adminHost: String = "127.0.0.1", adminPort: Int = 8081,
    trustedProxies: [String] = ["127.0.0.1"]
  ) {
    self.url = url
    self.listenHost = listenHost
    self.listenPort = listenPort
    self.adminHost = adminHost
    self.adminPort = adminPort
    self.trustedProxies = trustedProxies
  }

  /// What follows the name in `url`, such as `/doe-mee`; empty for none.
  package var path: String {
    guard let scheme = url.firstRange(of: "://") else { return "" }
    return url[scheme.upperBound...].firstIndex(of: "/").map { String(url[$0...]) } ?? ""
  }
}
