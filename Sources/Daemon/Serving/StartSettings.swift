package import Domain

/// The settings that a daemon takes once, when it starts: a reload checks and keeps them, and only
/// a restart puts them in force.
package struct StartSettings: Sendable, Hashable {
  /// By the key as `convoke.toml` has it, such as `web.listen`.
  package var values: [String: String]

  package init(values: [String: String]) { self.values = values }

  package init(_ programme: Programme) {
    let web = programme.web
    values = [
      // The origin that forms may come from, and the path in front of every page.
      "web.url": web.url,
      "web.listen": Self.address(web.listenHost, web.listenPort),
      "web.admin_listen": Self.address(web.adminHost, web.adminPort),
      "web.trusted_proxies": web.trustedProxies.joined(separator: ", "),
      "store.directory": programme.storeDirectory ?? "",
    ]
  }

  /// One line each, for the control socket.
  var lines: [String] {
    values.sorted { $0.key < $1.key }.map { "\(Self.mark)\($0.key)=\($0.value)" }
  }

  /// From such lines, among others; nil without any.
  package init?(lines: [String]) {
    values = [:]
    for line in lines where line.hasPrefix(Self.mark) {
      let parts = line.dropFirst(Self.mark.count).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
    if values.isEmpty { return nil }
  }

  private static let mark = "started."

  package struct Difference: Sendable, Hashable {
    /// `web.listen`
    package var name: String
    package var was: String
    package var wanted: String

    /// `[web] listen`
    package var key: String {
      let parts = name.split(separator: ".")
      return "[\(parts[0])] \(parts[1])"
    }

    /// `[web] listen ("127.0.0.1:8080" until a restart, then "127.0.0.1:9090")`
    package var text: String {
      "\(key) (\(Self.quoted(was)) until a restart, then \(Self.quoted(wanted)))"
    }

    private static func quoted(_ value: String) -> String {
      value.isEmpty ? "the default" : "\"\(value)\""
    }
  }

  /// What `other` has otherwise, by key.
  package func differing(from other: StartSettings) -> [Difference] {
    values.sorted { $0.key < $1.key }.compactMap { key, was in
      let wanted = other.values[key] ?? ""
      if wanted == was { return nil }
      return Difference(name: key, was: was, wanted: wanted)
    }
  }

  private static func address(_ host: String, _ port: Int) -> String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
