import Domain

/// Reads `[smtp]`.
struct SMTPReader {
  let section: Section
  let tree: SourceTree

  private enum TLS: String, CaseIterable { case require, off }

  func settings() -> SMTPSettings? {
    defer { section.close() }
    let url = section.text("url", required: true)
    let tls = section.choice("tls", TLS.self)
    let username = section.line("username")
    let password = section.secret("password", tree: tree)
    let token = section.secret("token", tree: tree)
    let connections = section.integer("connections", in: 1...100)
    let perMinute = section.integer("per_minute")
    let perConnection = section.integer("max_per_connection")
    checkLogin()
    guard let url, let address = address(url) else { return nil }
    if let tls, tls.value == .off, !address.isLoopback {
      section.error(tls.place, "tls = \"off\" is for loopback only, not for \(address.host)")
      return nil
    }
    let implicit = address.scheme == "smtps"
    return SMTPSettings(
      host: address.host, port: address.port ?? (implicit ? 465 : 25), implicitTLS: implicit,
      requireTLS: tls?.value != .off, username: username?.value, password: password, token: token,
      connections: connections?.value ?? 10, perMinute: perMinute?.value ?? 0,
      maxPerConnection: perConnection?.value ?? 0)
  }

  private func address(_ url: Located<String>) -> WebAddress? {
    // A user and password in a URL is a secret in a file that many read: it is not echoed.
    guard !url.value.contains("@") else {
      section.error(url.place, "leave the user out of 'url' and set 'username' and 'password'")
      return nil
    }
    guard let address = WebAddress(url.value), ["smtp", "smtps"].contains(address.scheme),
      address.path.isEmpty || address.path == "/"
    else {
      section.error(
        url.place, "'url' must be smtp://HOST:PORT or smtps://HOST:PORT, not '\(url.value)'")
      return nil
    }
    return address
  }

  private func checkLogin() {
    for key in ["password", "token"] where section.has(key) && !section.has("username") {
      if let entry = section.entry(key) {
        section.error(entry.keyPlace, "'\(key)' needs a 'username'")
      }
    }
    if section.has("password"), let token = section.entry("token") {
      section.error(token.keyPlace, "set 'password' or 'token', not both")
    }
    if let username = section.entry("username"), !section.has("password"), !section.has("token") {
      section.error(username.keyPlace, "'username' needs a 'password' or a 'token'")
    }
  }
}
