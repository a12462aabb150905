import Glibc

/// A URL's parts that we need: `scheme://host[:port][/path]`.
struct WebAddress {
  var scheme: String
  /// Without brackets.
  var host: String
  var port: Int?
  var path: String

  /// Nil for anything with a user, a query, a fragment, a blank or an impossible port.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      !text.contains(where: { "@?#\\\"<>".contains($0) })
    else { return nil }
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    scheme = parts[0].lowercased()
    let slash = parts[1].firstIndex(of: "/") ?? parts[1].endIndex
    path = String(parts[1][slash...])
    guard let address = HostPort(String(parts[1][..<slash])) else { return nil }
    host = address.host.lowercased()
    port = address.port
  }

  var isLoopback: Bool { HostPort.isLoopback(host) }
}

/// `host`, `host:port`, `[::1]:port`.
struct HostPort {
  var host: String
  var port: Int?

  init?(_ text: String) {
    var rest = text[...]
    if rest.hasPrefix("[") {
      guard let close = rest.firstIndex(of: "]") else { return nil }
      host = String(rest[rest.index(after: rest.startIndex)..<close])
      guard HostPort.isIPv6(host) else { return nil }
      rest = rest[rest.index(after: close)...]
    } else {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      host = String(rest[..<end])
      rest = rest[end...]
      guard HostPort.isName(host) else { return nil }
    }
    guard !rest.isEmpty else { return }
    guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port),
      rest.dropFirst().utf8.allSatisfy({ $0 >= 48 && $0 <= 57 })
    else { return nil }
    self.port = port
  }

  static func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" || host.lowercased().hasSuffix(".localhost") { return true }
    return host == "::1" || isIPv4(host) && host.hasPrefix("127.")
  }

  /// Whether to listen there is to listen to everybody: all addresses, or one that is reached from
  /// everywhere.
  static func isOpen(_ host: String) -> Bool {
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 {
      let bytes = withUnsafeBytes(of: four) { Array($0) }
      switch (bytes[0], bytes[1]) {
      case (10, _), (127, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127): return false
      default: return true
      }
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
    let bytes = withUnsafeBytes(of: six) { Array($0) }
    let isLocal = bytes[0] & 0xFE == 0xFC || bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    return !isLocal && host != "::1"
  }

  static func isIPv4(_ text: String) -> Bool {
    var address = in_addr()
    return inet_pton(AF_INET, text, &address) == 1
  }

  static func isIPv6(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }

  private static func isName(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 253 else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy {
          switch $0 {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
          default: false
          }
        }
    }
  }
}

enum WebScheme {
  /// The scheme of a link that may have any path and query; empty when it is no link.
  static func of(_ text: String) -> String {
    guard let range = text.firstRange(of: "://"), range.upperBound < text.endIndex,
      text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0 != "\"" && $0 != "<" && $0 != ">" })
    else { return "" }
    return text[..<range.lowerBound].lowercased()
  }
}
