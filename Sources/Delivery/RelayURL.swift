/// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`, taken apart; anything more is refused, most of
/// all a password in it.
struct RelayURL {
  var host: String
  var port: Int
  var implicitTLS: Bool

  init(_ text: String) throws(RelayProblem) {
    var rest: Substring
    if text.hasPrefix("smtp://") {
      implicitTLS = false
      rest = text.dropFirst(7)
    } else if text.hasPrefix("smtps://") {
      implicitTLS = true
      rest = text.dropFirst(8)
    } else {
      throw RelayProblem(description: "the address of the server begins with smtp:// or smtps://")
    }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    // Not echoed: what stands before an @ is likely to be a password.
    guard !rest.contains("@") else {
      throw RelayProblem(description: "user name and password have keys of their own, not the url")
    }
    let (name, digits) = try Self.split(rest)
    guard HostName.isSafe(name) || text.contains("[") else {
      throw RelayProblem(description: "\"\(text)\" has no host name that can be used")
    }
    host = String(name)
    guard let digits else {
      port = implicitTLS ? 465 : 587
      return
    }
    guard let number = Int(digits), (1...65535).contains(number) else {
      throw RelayProblem(description: "the port in \"\(text)\" is not a number from 1 to 65535")
    }
    port = number
  }

  var isLoopback: Bool {
    host == "localhost" || host == "::1"
      || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
  }

  private static func split(
    _ text: Substring
  ) throws(RelayProblem) -> (host: Substring, port: Substring?) {
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else {
        throw RelayProblem(description: "the [ of an IPv6 address is not closed")
      }
      let host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard isIPv6(host) else {
        throw RelayProblem(description: "between [ and ] stands an IPv6 address")
      }
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw RelayProblem(description: "after the ] of an IPv6 address only a port can follow")
      }
      return (host, rest.isEmpty ? nil : rest.dropFirst())
    }
    guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  private static func isIPv6(_ text: Substring) -> Bool {
    text.utf8.contains(UInt8(ascii: ":"))
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
          UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
