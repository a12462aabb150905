import MIME

/// A mail of ours that did not arrive, or not yet.
struct BounceMail {
  struct Failure {
    var recipients: [String]
    var diagnosis: Diagnosis
    var words: [UInt8]
    /// The MTA still tries.
    var isDelayed = false
  }

  /// Those that failed before those that are delayed.
  var failures: [Failure]
  var isDelayed: Bool
  /// Addresses that the mail arrived at.
  var arrived: [String] = []
  /// By which sign it was known.
  var sign: String

  /// nil when the mail is no bounce. A report of success has no failures.
  static func read(_ signs: HeaderSigns, _ notification: Notification) -> BounceMail? {
    let told = DeliveryStatus.readAll(notification.report[...])
    if !told.isEmpty { return report(told, notification, "a delivery report (RFC 3464)") }
    let failed = signs.header.all("x-failed-recipients").flatMap {
      AddressScanner.scan($0, most: 50).map(\.address)
    }
    let looks = BounceSigns(signs, notification)
    guard !notification.report.isEmpty || !failed.isEmpty || looks.isBounce else { return nil }
    let written = DeliveryStatus.readAll(notification.text[...])
    if !written.isEmpty { return report(written, notification, "a delivery report in its text") }
    return text(signs, notification, failed)
  }

  /// The failures of a report, then what is delayed; of a report of success nothing.
  private static func report(
    _ told: [DeliveryStatus], _ notification: Notification, _ sign: String
  ) -> BounceMail {
    let failed = told.filter { $0.action == .failed }
    let delayed = told.filter { $0.action == .delayed }
    let chosen = failed + delayed
    let around = notification.text
    let phase = FailurePhase(around[...]) ?? FailurePhase(transcript: notification.lines)
    let failures = chosen.map { status in
      let isAlone = chosen.count == 1
      return Failure(
        recipients: [status.original, status.final].compactMap { $0 },
        diagnosis: Diagnosis(
          told: status.status, text: status.diagnostic[...],
          phase: FailurePhase(status.diagnostic[...]) ?? phase,
          around: isAlone ? around[...] : []),
        words: status.diagnostic.isEmpty && isAlone ? around : status.diagnostic,
        isDelayed: status.action == .delayed)
    }
    return BounceMail(
      failures: failures, isDelayed: failed.isEmpty && !delayed.isEmpty,
      arrived: told.filter { $0.action == .arrived }
        .flatMap { [$0.original, $0.final].compactMap { $0 } }, sign: sign)
  }

  private static func text(
    _ signs: HeaderSigns, _ notification: Notification, _ failed: [String]
  ) -> BounceMail? {
    let own = ownAddresses(signs, notification.returned)
    let finder = RecipientFinder(notification.lines, own: own)
    var found = finder.find()
    let all = notification.text
    let phase = FailurePhase(all[...]) ?? FailurePhase(transcript: notification.lines)
    if !failed.isEmpty {
      let words = found.first?.words ?? all
      let named = Set(failed.map { $0.lowercased() })
      found =
        failed.map { address in
          found.first { $0.address.lowercased() == address.lowercased() }
            ?? RecipientFinder.Failed(address: address, words: words)
        } + found.filter { !named.contains($0.address.lowercased()) }
    }
    if found.isEmpty { found = fallback(notification, all) }
    guard !found.isEmpty else { return nil }
    let isDelayed = isDelayed(signs, all)
    let failures = found.map { failed in
      let diagnosis = Diagnosis(
        told: nil, text: failed.words[...], phase: FailurePhase(failed.words[...]) ?? phase,
        around: all[...] + [.lf] + Array(signs.subject.utf8))
      return Failure(
        recipients: [failed.address], diagnosis: diagnosis,
        words: diagnosis.words ?? failed.words, isDelayed: isDelayed)
    }
    return BounceMail(
      failures: failures, isDelayed: isDelayed,
      sign: failed.isEmpty ? "the words of a mail system" : "X-Failed-Recipients")
  }

  /// Whom the mail that came back was for.
  private static func fallback(
    _ notification: Notification, _ all: [UInt8]
  ) -> [RecipientFinder.Failed] {
    let returned = notification.returned
    let values =
      ["x-envelope-to", "delivered-to", "to"].lazy.compactMap { returned?.first($0) }
    guard let address = values.compactMap({ AddressScanner.first($0) }).first else { return [] }
    return [RecipientFinder.Failed(address: address, words: all)]
  }

  /// Who is named in every report without having failed.
  private static func ownAddresses(_ signs: HeaderSigns, _ returned: Header?) -> Set<String> {
    var own: Set<String> = []
    func add(_ names: [String], of header: Header) {
      for value in names.flatMap({ header.all($0).prefix(5) }) {
        for found in AddressScanner.scan(value) { own.insert(found.address.lowercased()) }
      }
    }
    let senders = ["from", "return-path", "sender", "reply-to"]
    add(senders + ["to", "delivered-to"], of: signs.header)
    if let returned { add(senders, of: returned) }
    return own
  }

  private static func isDelayed(_ signs: HeaderSigns, _ text: [UInt8]) -> Bool {
    let words = FailureText(Array(signs.subject.utf8) + [.lf] + text).words
    return delays.contains { words.contains($0) } && !final.contains { words.contains($0) }
  }

  private static let delays = [
    "delayed", "(delay)", "will be retried", "will retry", "still being tried",
    "warning message only",
    "will keep trying", "will continue", "not yet been delivered", "no action is required",
    "has been delayed",
    "delivery attempts will continue", "temporarily", "message still undelivered",
  ]
  private static let final = [
    "permanent error", "permanently", "gave up", "giving up", "given up", "failed permanently",
    "no further", "will not be retried", "not going to try again", "permanent fatal",
  ]
}
