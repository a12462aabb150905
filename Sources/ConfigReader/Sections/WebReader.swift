import Domain

/// Reads `[web]`.
struct WebReader {
  let section: Section

  func settings() -> WebSettings? {
    defer { section.close() }
    let url = section.text("url", required: true).flatMap(url)
    let listen = listener("listen", port: 8080)
    let admin = listener("admin_listen", port: 8081)
    let proxies = section.strings("trusted_proxies")?.filter(isProxy).map(\.value)
    warnOfExposure(admin.host)
    if listen.host == admin.host, listen.port == admin.port,
      let entry = section.entry("admin_listen")
    {
      section.error(entry.node.place, "'admin_listen' and 'listen' are the same address")
    }
    guard let url else { return nil }
    return WebSettings(
      url: url, listenHost: listen.host, listenPort: listen.port ?? 8080, adminHost: admin.host,
      adminPort: admin.port ?? 8081, trustedProxies: proxies ?? ["127.0.0.1"])
  }

  private func url(_ text: Located<String>) -> String? {
    guard let address = WebAddress(text.value), ["http", "https"].contains(address.scheme) else {
      section.error(
        text.place, "'url' must be an address such as https://doe-mee.mvo.example, without a query")
      return nil
    }
    guard address.scheme == "https" || address.isLoopback else {
      section.error(text.place, "'url' must begin with https:// unless it is on loopback")
      return nil
    }
    guard Self.isPlain(address.path) else {
      section.error(
        text.place,
        "the path of 'url' must be like /doe-mee: browsers and proxies change '\(address.path)'")
      return nil
    }
    var url = text.value
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }

  /// Whether a path arrives as it was written: no doubled slashes, no `.` or `..`, and only what
  /// RFC 3986 (3.3) has in a path.
  private static func isPlain(_ path: String) -> Bool {
    var path = path[...]
    while path.hasSuffix("/") { path.removeLast() }
    return path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().allSatisfy {
      part in
      !part.isEmpty && part != "." && part != ".."
        && part.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
          default: "-._~!$&'()*+,;=:".utf8.contains(byte)
          }
        }
    }
  }

  private func listener(_ key: String, port: Int) -> (host: String, port: Int?) {
    guard let text = section.text(key) else { return ("127.0.0.1", port) }
    guard let address = HostPort(text.value), address.port != nil else {
      section.error(text.place, "'\(key)' must be HOST:PORT, such as 127.0.0.1:\(port)")
      return ("127.0.0.1", port)
    }
    return (address.host, address.port)
  }

  /// Health and metrics are for this machine, or a network of one's own.
  private func warnOfExposure(_ host: String) {
    guard let place = section.entry("admin_listen")?.node.place, HostPort.isOpen(host) else {
      return
    }
    section.warning(
      place,
      "'admin_listen' on \(host) shows health and metrics to whoever reaches this machine; use "
        + "127.0.0.1, or an address of a network of your own")
  }

  private func isProxy(_ text: Located<String>) -> Bool {
    let parts = text.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let host = parts.first ?? ""
    let bits = HostPort.isIPv4(host) ? 32 : HostPort.isIPv6(host) ? 128 : -1
    let digits = parts.count == 2 ? parts[1] : "\(bits)"
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let prefix = isNumber ? Int(digits) ?? -1 : -1
    if bits > 0, parts.count <= 2, (0...bits).contains(prefix) {
      // Half of all addresses is as good as all of them.
      if prefix < 8 {
        section.warning(
          text.place,
          "'\(text.value)' trusts whoever connects from nearly everywhere to say which address a "
            + "request comes from; name your reverse proxy only")
      }
      return true
    }
    section.error(
      text.place, "'\(text.value)' is not an IP address or a network such as 10.0.0.0/8")
    return false
  }
}
