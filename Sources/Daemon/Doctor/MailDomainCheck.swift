package import Domain

/// What the world is told of the sender's domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC
/// 7489), MX.
package struct MailDomainCheck: Sendable {
  private let mail: MailSettings
  private let relayHost: String
  private let ask: @Sendable (String, DNSMessage.Kind) -> DNSResolver.Outcome

  /// `ask` blocks until there is an answer.
  package init(
    _ programme: Programme,
    ask: @escaping @Sendable (String, DNSMessage.Kind) -> DNSResolver.Outcome
  ) {
    mail = programme.mail
    relayHost = programme.smtp.host
    self.ask = ask
  }

  /// `publicRecord` is what the private key asks for; nil when nobody here can read it.
  package func findings(publicRecord: String?) -> [Finding] {
    let from = String(mail.from.address.domain)
    let bounces = String(mail.bounces.domain)
    // A resolver that does not answer at all is asked once.
    if case .silent(let why) = ask(from, .text) {
      return [
        Finding(
          "dns", .warn, "\(why): SPF, DKIM, DMARC and MX were not looked at",
          do: "check nameserver in /etc/resolv.conf, and try again")
      ]
    }
    var findings = [spf(bounces), dkim(publicRecord), dmarc(from), mx(from, "[mail] from")]
    if bounces != from { findings.append(mx(bounces, "[mail] bounces")) }
    return findings
  }

  /// The records, or the finding that nobody could say.
  private func look(
    _ check: String, _ name: String, _ kind: DNSMessage.Kind, _ body: ([String]) -> Finding
  ) -> Finding {
    switch ask(name, kind) {
    case .records(let records): body(records)
    case .failed(let why), .silent(let why):
      Finding(check, .warn, "\(name): \(why)", do: "ask the one who runs the zone, or try again")
    }
  }

  /// SPF is asked of the envelope sender, which is `bounces`.
  private func spf(_ domain: String) -> Finding {
    look("spf", domain, .text) { texts in
      let records = texts.filter { Self.isTagged($0, "v=spf1") }
      let isLocal = relayHost == "localhost" || relayHost.hasPrefix("127.") || relayHost == "::1"
      let sender = isLocal ? "a:NAME-OF-THIS-SERVER" : "a:\(relayHost)"
      guard let record = records.first else {
        return Finding(
          "spf", .bad, "\(domain) has no SPF record",
          do:
            "publish \(Self.line(domain, "v=spf1 \(sender) -all")) or what your relay tells you to")
      }
      if records.count > 1 {
        return Finding(
          "spf", .bad, "\(domain) has \(records.count) SPF records, and so none that counts",
          do: "publish one TXT record with all of their terms")
      }
      let terms = record.lowercased().split(separator: " ")
      if terms.contains("+all") || terms.contains("all") {
        return Finding(
          "spf", .bad, "\(domain): '\(Self.short(record))' lets anybody send in its name",
          do: "end it with -all instead")
      }
      let text = Self.short(record)
      return Finding(
        "spf", .ok, "\(domain): '\(text)'; whether it names your relay is not looked at")
    }
  }

  private func dkim(_ publicRecord: String?) -> Finding {
    guard let settings = mail.dkim else {
      return Finding(
        "dkim", .warn, "mails are not signed by Convoke: [mail] dkim is not set",
        do: "set it, unless your relay signs for \(mail.from.address.domain)")
    }
    let name = "\(settings.selector)._domainkey.\(settings.domain)"
    return look("dkim", name, .text) { texts in
      let publish = publicRecord.map { "publish \(Self.line(name, $0))" }
      guard let wanted = publicRecord.map(Self.key) else {
        return Finding(
          "dkim", .warn,
          texts.isEmpty
            ? "\(name) has no record"
            : "\(name) has a record; the private key is the daemon's to read",
          do: "run convoke doctor while the daemon runs: it knows the key")
      }
      guard let record = texts.first(where: { !Self.key($0).isEmpty }) else {
        let why = texts.isEmpty ? "has no record" : "has no public key in it: it is withdrawn"
        return Finding("dkim", .bad, "\(name) \(why)", do: publish ?? "")
      }
      guard Self.key(record) == wanted else {
        return Finding(
          "dkim", .bad, "\(name) is the public key of another private key", do: publish ?? "")
      }
      return Finding("dkim", .ok, "\(name) is the public key of [mail] dkim")
    }
  }

  /// Of the domain itself, else of the next above it that has one.
  private func dmarc(_ domain: String) -> Finding {
    let labels = domain.split(separator: ".")
    for above in 0..<max(1, labels.count - 1) {
      let owner = labels[above...].joined(separator: ".")
      let finding = look("dmarc", "_dmarc.\(owner)", .text) { texts in
        let records = texts.filter { Self.isTagged($0, "v=DMARC1") }
        if records.count > 1 {
          return Finding(
            "dmarc", .bad, "_dmarc.\(owner) has \(records.count) records, and so none that counts",
            do: "leave one")
        }
        guard let record = records.first else { return Finding("dmarc", .bad, "") }
        return Finding("dmarc", .ok, "_dmarc.\(owner): '\(Self.short(record))'")
      }
      if !finding.says.isEmpty { return finding }
    }
    return Finding(
      "dmarc", .bad,
      "_dmarc.\(domain) has no record, and none above it has; large receivers want one",
      do:
        "publish \(Self.line("_dmarc.\(domain)", "v=DMARC1; p=none; rua=mailto:postmaster@\(domain)"))"
    )
  }

  private func mx(_ domain: String, _ key: String) -> Finding {
    look("mx", domain, .mailExchange) { hosts in
      if hosts == ["."] {
        return Finding(
          "mx", .bad, "\(domain) (\(key)) says that it takes no mail", do: "give it an MX record")
      }
      if !hosts.isEmpty {
        return Finding(
          "mx", .ok, "\(domain) (\(key)): \(Self.short(hosts.sorted().joined(separator: ", ")))")
      }
      let hasAddress = [DNSMessage.Kind.address, .address6].contains {
        if case .records(let found) = ask(domain, $0) { !found.isEmpty } else { false }
      }
      return hasAddress
        ? Finding(
          "mx", .warn, "\(domain) (\(key)) has no MX record; mail to it goes to its address",
          do: "give it an MX record, or make sure that a mail server answers there")
        : Finding(
          "mx", .bad, "\(domain) (\(key)) has neither MX nor address: replies and bounces are lost",
          do: "give it an MX record")
    }
  }

  private static func isTagged(_ text: String, _ tag: String) -> Bool {
    let (text, tag) = (text.lowercased(), tag.lowercased())
    return text == tag || text.hasPrefix(tag + " ") || text.hasPrefix(tag + ";")
  }

  /// The value of `p=`, without white space; empty for none.
  private static func key(_ record: String) -> String {
    let tags = record.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
    return tags.first { $0.hasPrefix("p=") }.map { String($0.dropFirst(2)) } ?? ""
  }

  /// A stranger's words, for one line of a terminal.
  private static func short(_ text: String) -> String {
    let safe = text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
    return safe.count > 100 ? String(safe.prefix(99)) + "…" : String(safe)
  }

  /// A line of a zone file; a string in it has at most 255 bytes.
  static func line(_ name: String, _ text: String) -> String {
    var rest = text[...]
    var parts: [String] = []
    while !rest.isEmpty {
      parts.append("\"\(rest.prefix(250))\"")
      rest = rest.dropFirst(250)
    }
    return "\(name). TXT \(parts.joined(separator: " "))"
  }
}
