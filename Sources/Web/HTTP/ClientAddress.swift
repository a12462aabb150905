/// Who a request is from, behind proxies or not.
struct ClientAddress: Sendable {
  private let trusted: [IPNetwork]

  init(trustedProxies: [String]) {
    trusted = trustedProxies.compactMap { IPNetwork($0) }
  }

  /// The peer, unless it is a trusted proxy: then the rightmost address of `forwarded` (the header
  /// field X-Forwarded-For) that is not one too. What stands further left, anybody can write.
  func resolve(peer: IPAddress?, forwarded: String?) -> IPAddress? {
    guard let peer, isTrusted(peer), let forwarded else { return peer }
    var result = peer
    for part in forwarded.split(separator: ",").reversed() {
      guard let address = IPAddress(FormText.trimmed(String(part))) else { return result }
      result = address
      if !isTrusted(address) { break }
    }
    return result
  }

  func isTrusted(_ address: IPAddress) -> Bool {
    trusted.contains { $0.contains(address) }
  }
}
