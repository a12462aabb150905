import MIME

/// "This is spam", as a provider reports it (RFC 5965), or as Hotmail does without that form.
struct Complaint {
  var recipients: [String]
  /// In lower case: `abuse`, `fraud`, `not-spam`, `auth-failure`, …
  var type: String

  /// Whether somebody wants no more of this; the rest is about mail that claims to be ours.
  var isComplaint: Bool { !["not-spam", "auth-failure", "dmarc"].contains(type) }

  static func read(_ message: MIMEMessage, _ signs: HeaderSigns, _ returned: Header?) -> Complaint?
  {
    let report = message.parts.first {
      $0.type.value == "message/feedback-report" && !$0.isEnclosed
    }
    if let report {
      let (fields, _) =
        (try? Header.read(message.content(report, most: MailLimits.textBytes)[...], from: 0)) ?? (
          Header(), 0
        )
      let type = fields.first("feedback-type")?.lowered.text ?? "abuse"
      let named = ["original-rcpt-to", "removal-recipient"].flatMap { fields.all($0) }
        .flatMap { AddressScanner.scan($0, most: 50).map(\.address) }
      return Complaint(recipients: unique(named.isEmpty ? addressees(returned) : named), type: type)
    }
    // Microsoft's JMRP: the mail itself as an attachment, and this subject.
    guard signs.subject.lowercased().hasPrefix("complaint about message from"), let returned else {
      return nil
    }
    let original = returned.first("x-hmxmroriginalrecipient").flatMap { AddressScanner.first($0) }
    return Complaint(
      recipients: unique(original.map { [$0] } ?? addressees(returned)), type: "abuse")
  }

  private static func addressees(_ returned: Header?) -> [String] {
    for name in ["x-hmxmroriginalrecipient", "delivered-to", "to"] {
      if let value = returned?.first(name), let address = AddressScanner.first(value) {
        return [address]
      }
    }
    return []
  }

  private static func unique(_ addresses: [String]) -> [String] {
    addresses.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
