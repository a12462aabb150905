import MIME

/// What servers say of the sender's domain in Authentication-Results (RFC 8601).
enum Authentication {
  /// The names (authserv-id) of those that say `dmarc=pass`, the topmost first. Of several fields
  /// of one name the topmost that speaks of DMARC decides: a server writes above what was there
  /// before, so one further down may be the sender's own. None when From is not one address: nobody
  /// could say whose domain passed.
  static func dmarcPassedAt(_ header: Header, sender: String?) -> [String] {
    guard header.all("from").count == 1, let sender,
      let domain = sender.utf8.lastIndex(of: UInt8(ascii: "@"))
    else { return [] }
    let fromDomain = Array(sender.utf8[sender.utf8.index(after: domain)...]).lowered
    var heard: Set<String> = []
    return header.all("authentication-results").prefix(20).compactMap { value in
      let clauses = withoutComments(value).split(separator: UInt8(ascii: ";")).map(\.trimmed)
      guard let server = clauses.first?.prefix(while: { !$0.isWhite }).lowered.text,
        !server.isEmpty
      else { return nil }
      let results = clauses.dropFirst().filter { $0.begins("dmarc") }
      guard !results.isEmpty, heard.insert(server).inserted else { return nil }
      return results.allSatisfy { passes($0, fromDomain) } ? server : nil
    }
  }

  private static func passes(_ clause: Bytes, _ fromDomain: [UInt8]) -> Bool {
    guard clause.begins("dmarc=pass") else { return false }
    let rest = clause.dropFirst("dmarc=pass".utf8.count)
    guard rest.isEmpty || rest.first?.isWhite == true else { return false }
    guard let from = clause.find("header.from=") else { return true }
    let said = clause[(from + "header.from=".utf8.count)...].prefix { !$0.isWhite }.lowered
    return said == fromDomain || fromDomain.reversed().starts(with: ([.dot] + said).reversed())
  }

  private static func withoutComments(_ value: Bytes) -> Bytes {
    var kept: [UInt8] = []
    var depth = 0
    for byte in value {
      if byte == UInt8(ascii: "(") {
        depth += 1
      } else if byte == UInt8(ascii: ")"), depth > 0 {
        depth -= 1
      } else if depth == 0 {
        kept.append(byte)
      }
    }
    return kept[...]
  }
}
