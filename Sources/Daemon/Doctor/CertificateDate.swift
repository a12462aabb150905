package import Domain

/// When a certificate ends, from OpenSSL's `Dec  3 05:21:07 2026 GMT`.
package enum CertificateDate {
  /// Shorter than this is worth a word; whoever renews by machine does so a month before.
  private static let early = 14

  /// Nil for anything else.
  package static func parse(_ text: String) -> Instant? {
    let words = text.split(separator: " ")
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard words.count == 5, words[4] == "GMT", let month = months.firstIndex(of: String(words[0])),
      let day = Int(words[1]), let year = Int(words[3]), words[2].utf8.count == 8
    else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return LocalDateTime(parsing: "\(year)-\(two(month + 1))-\(two(day))T\(words[2])")
      .map { Zone.utc.instant($0) }
  }

  /// Nil where nothing was seen, as without TLS.
  package static func finding(
    _ check: String, _ whose: String, ends text: String?, now: Instant
  ) -> Finding? {
    guard let text, let end = parse(text) else { return nil }
    let days = (end.milliseconds - now.milliseconds) / 86_400_000
    let says = "the certificate of \(whose) ends on \(end.rfc3339.prefix(10)), in \(days) days"
    return days < early
      ? Finding(check, days < 3 ? .bad : .warn, says, do: "renew it") : Finding(check, .ok, says)
  }
}
