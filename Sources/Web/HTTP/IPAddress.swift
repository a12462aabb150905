import Glibc

/// An IP address as 16 bytes; IPv4 in its mapped form (RFC 4291 section 2.5.5.2).
struct IPAddress: Hashable, Sendable {
  let bytes: [UInt8]

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  /// Reads `192.0.2.1` or `2001:db8::1`, also in brackets; nil for anything else.
  init?(_ text: String) {
    let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, String(inner), &v4) == 1 {
      bytes = Self.mapped + withUnsafeBytes(of: v4) { Array($0) }
    } else if inet_pton(AF_INET6, String(inner), &v6) == 1 {
      bytes = withUnsafeBytes(of: v6) { Array($0) }
    } else {
      return nil
    }
  }

  var isIPv4: Bool { bytes.starts(with: Self.mapped) }

  /// The network that one party is likely to hold: /24 of IPv4, /64 of IPv6.
  var prefix: IPAddress { masked(isIPv4 ? 96 + 24 : 64) }

  /// What one machine is likely to hold: an address of IPv4, /64 of IPv6.
  var host: IPAddress { masked(isIPv4 ? 128 : 64) }

  func masked(_ length: Int) -> IPAddress {
    IPAddress(
      bytes: bytes.enumerated().map { index, byte in
        let kept = min(max(length - index * 8, 0), 8)
        return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
      })
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }
}

/// An address or a network in CIDR notation.
package struct IPNetwork: Hashable, Sendable {
  private let base: IPAddress
  private let length: Int

  /// Reads `10.0.0.0/8`, `2001:db8::/32` or a lone address; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
    let longest = address.isIPv4 ? 32 : 128
    guard let length = parts.count == 2 ? Int(parts[1]) : longest, (0...longest).contains(length)
    else { return nil }
    self.length = length + (128 - longest)
    base = address.masked(self.length)
  }

  func contains(_ address: IPAddress) -> Bool { address.masked(length) == base }
}
