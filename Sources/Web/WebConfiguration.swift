/// Where the pages are served, and under which address partners know them.
package struct WebConfiguration: Sendable {
  /// Public address without a trailing slash, such as `https://doe-mee.mvo.example`.
  package var url: String
  package var host: String
  /// 0 takes a free port.
  package var port: Int
  /// Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` is believed.
  package var trustedProxies: [String]
  /// More connections than this wait in the listen queue; lowered to what the limit of open files
  /// leaves.
  package var connections: Int
  /// Most seconds from a request's header to the end of its answer.
  package var deadline: Int

  package init(
    url: String, host: String = "127.0.0.1", port: Int = 8080,
    trustedProxies: [String] = ["127.0.0.1"], connections: Int = 2000,
    deadline: Int = 60
  ) {
    self.url = url
    self.host = host
    self.port = port
    self.trustedProxies = trustedProxies
    self.connections = connections
    self.deadline = deadline
  }

  /// Scheme, host and port of `url`: what an `Origin` header of our own pages says (RFC 6454).
  var origin: String {
    var slashes = 0
    let end = url.utf8.firstIndex { byte in
      if byte == UInt8(ascii: "/") { slashes += 1 }
      return slashes == 3
    }
    return url[..<(end ?? url.endIndex)].lowercased()
  }

  var isSecure: Bool { url.lowercased().hasPrefix("https://") }
}
