/// Host names as we accept them in places where libcurl builds a command or a URL from them.
enum HostName {
  /// A name, which may have the underscores of container networks, or an IPv6 address without
  /// brackets.
  static func isRelay(_ host: String) -> Bool {
    isSafe(host.filter { $0 != "_" && $0 != ":" })
  }

  /// Letters, digits, hyphens and dots, nothing else (RFC 1123 section 2.1).
  static func isSafe(_ name: some StringProtocol) -> Bool {
    let bytes = name.utf8
    guard !bytes.isEmpty, bytes.count <= 253 else { return false }
    return bytes.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
