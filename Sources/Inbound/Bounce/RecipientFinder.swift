import MIME

/// Finds in an MTA's words which addresses failed, and what it says about each.
struct RecipientFinder {
  struct Failed {
    let address: String
    /// What stands beside the address, and after it up to the next one.
    var words: [UInt8]
  }

  private struct Place {
    let line: Int
    let address: String
    let rank: Int
  }

  private let lines: [Bytes]
  /// Addresses of ours, in lower case: named in every report, and not what failed.
  private let own: Set<String>

  init(_ lines: [Bytes], own: Set<String>) {
    self.lines = lines
    self.own = own
  }

  /// The addresses that stand where a failed one stands, all of the best kind of place that occurs.
  func find(most: Int = 50) -> [Failed] {
    var places: [Place] = []
    var ours: [Place] = []
    for (number, line) in lines.enumerated() where line.contains(UInt8(ascii: "@")) {
      guard places.count + ours.count < MailLimits.addresses else { break }
      let text = line.trimmed
      guard !isAside(text) else { continue }
      for found in AddressScanner.scan(text, most: most) {
        let place = Place(
          line: number, address: Self.withoutScheme(found.address), rank: rank(found, in: text))
        if isOurs(found.address) { ours.append(place) } else { places.append(place) }
      }
    }
    // People write to themselves.
    if places.isEmpty { places = ours.filter { $0.rank >= 3 } }
    guard let best = places.map(\.rank).max() else { return [] }
    // Where nothing marks an address as the failed one, only the first is meant.
    let chosen = best == 0 ? Array(places.prefix(1)) : places.filter { $0.rank == best }
    var failed: [Failed] = []
    for (index, place) in chosen.enumerated() {
      let next = index + 1 < chosen.count ? chosen[index + 1].line : lines.count
      let words = words(from: place.line, to: next)
      if let known = failed.firstIndex(where: {
        $0.address.lowercased() == place.address.lowercased()
      }) {
        failed[known].words += [.lf] + words
      } else if failed.count < most {
        failed.append(Failed(address: place.address, words: words))
      }
    }
    return failed
  }

  /// At most a dozen lines; an empty one ends them once there is a code or enough words. Where no
  /// reply is quoted so far, as far as the one that is: providers put a page of their own before
  /// it.
  private func words(from first: Int, to next: Int) -> [UInt8] {
    var words: [UInt8] = []
    for line in lines[first..<max(first + 1, min(next, first + 12))] {
      if line.trimmed.isEmpty, words.count > 120 { break }
      words += line + [.lf]
    }
    guard RemoteWords.find(words.prefix(Self.most)) == nil else { return words }
    let page = lines[first..<max(first + 1, min(next, first + 60))]
    let more = Array(page.joined(separator: [.lf]).prefix(Self.most))
    return RemoteWords.find(more[...]) == nil ? words : more
  }

  private static let most = 8000

  private static func withoutScheme(_ address: String) -> String {
    address.lowercased().hasPrefix("smtp=") ? String(address.dropFirst(5)) : address
  }

  private func isOurs(_ address: String) -> Bool {
    let lower = address.lowercased()
    if own.contains(lower) { return true }
    return ["mailer-daemon@", "postmaster@", "abuse@", "support@", "helpdesk@"]
      .contains { lower.hasPrefix($0) }
  }

  /// Lines that name other people: who sent, whom to ask, identifiers.
  private func isAside(_ line: Bytes) -> Bool {
    for beginning in Self.asides where line.begins(beginning) { return true }
    for phrase in Self.asidePhrases where line.contains(phrase) { return true }
    return false
  }

  private static let asides = [
    "from ", "from:", "message-id", "reporting-mta", "received:", ">>> mail", "mail from",
    "reply-to",
    "x-", "return-path", "references", "in-reply-to", "subject:", "arrival", "sender:", "cc:",
    "date:",
    "message id",
  ]
  private static let asidePhrases = [
    "mail from:", "mailto:", "contact ", "please send", "please forward", "send mail to",
    "e-mail to",
    "for assistance", "envelope-from", "message-id:", "if you ", "was received", "reply to ",
    "sent by",
  ]

  /// How surely the place of an address says that it failed.
  private func rank(_ found: AddressScanner.Found, in line: Bytes) -> Int {
    let before = line[..<found.range.lowerBound]
    let after = line[found.range.upperBound...].drop { ">\"')]".utf8.contains($0) }
    for label in Self.labels where before.begins(label) { return 4 }
    // X.400, as old gateways of Exchange write it: `dda:SMTP=local@domain;`
    if found.address.lowercased().hasPrefix("smtp=") { return 3 }
    let isFirst = before.allSatisfy { !$0.isAlphanumeric }
    if isFirst {
      if after.allSatisfy({ !$0.isAlphanumeric }) { return 3 }
      if after.begins(":") || after.begins("...") || after.begins(" ...") || after.begins(" on ") {
        return 3
      }
      return 2
    }
    for phrase in Self.phrases where before.contains(phrase) { return 3 }
    if before.begins("to:") || after.begins("...") || after.begins(">...") { return 2 }
    return FailureText(before).replyCode != nil ? 1 : 0
  }

  private static let labels = [
    "final-recipient:", "original-recipient:", "recipient:", "recipient address:", "recipients:",
    "failed recipient", "intended recipient", "the user", "address:",
  ]
  private static let phrases = [
    "rcpt to:", "deliver to", "delivering your mail to", "deliver mail to", "delivered to",
    "delivery to",
    "deliver message to", "deliver your message to", "recipient:", "recipient ", "recipients:",
    "address: <",
    "message to ", "sent to ", "mail to ", "addressed to ", "was addressed, ", "user ", "failed: ",
    "account ",
    "mailbox ",
    "reach the following", "undeliverable to", "unknown ", "invalid ", "email to ",
  ]
}
