/// What a server offered in its answer to EHLO (RFC 5321 section 4.1.1.1).
package struct Capabilities: Sendable, Equatable {
  package var mechanisms: Set<String> = []
  package var smtpUTF8 = false
  /// The largest message it takes, in bytes; nil when it does not say (RFC 1870).
  package var sizeLimit: Int?

  package init() {}

  /// - Parameter line: one line of the reply, beginning with `250-` or `250 `.
  package mutating func take(_ line: some Collection<UInt8>) {
    let words = String(decoding: line.dropFirst(4), as: UTF8.self).uppercased()
      .split { $0 == " " || $0 == "\r\n" || $0 == "\n" || $0 == "=" || $0 == "\r" }
      .map(String.init)
    switch words.first {
    case "AUTH": mechanisms.formUnion(words.dropFirst())
    case "SMTPUTF8": smtpUTF8 = true
    case "SIZE":
      if let limit = words.dropFirst().first.flatMap({ Int($0) }), limit > 0 { sizeLimit = limit }
    default: break
    }
  }
}
