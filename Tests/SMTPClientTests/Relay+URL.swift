import SMTPClient

extension Relay {
  /// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`, for tests: what people write is read, and
  /// refused, by the reader of the configuration.
  init(
    url: String, requireTLS: Bool = true, credentials: Credentials? = nil, connections: Int = 10,
    ehloName: String = "localhost", caFile: String? = nil
  ) throws {
    let parts = url.split(separator: "://")
    let implicit = parts.first == "smtps"
    guard parts.count == 2, implicit || parts.first == "smtp",
      let colon = parts[1].lastIndex(of: ":"), let port = Int(parts[1][colon...].dropFirst())
    else { throw NoURL(text: url) }
    self.init(
      host: parts[1][..<colon].filter { $0 != "[" && $0 != "]" }, port: port,
      tls: implicit ? .implicit : requireTLS ? .startTLS : .off, credentials: credentials,
      connections: connections, ehloName: ehloName, caFile: caFile)
  }
}

/// Not `SCHEME://HOST:PORT`.
struct NoURL: Error { var text: String }
