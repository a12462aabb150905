package import Refusals

/// Notices that everybody is refused in the same words, which is then not about anybody.
///
/// Codes and words that nobody foresaw are caught by this. Only a mailbox that does not exist, and
/// a domain without mail, are believed however often they are said.
package struct RefusalRun: Sendable {
  /// So many different people in a row, of so many domains.
  package static let people = 5
  package static let domains = 3
  private static let believed: Set = ["5.1.1", "5.1.10"]

  private var words: [UInt8] = []
  private var mails: [UInt64] = []
  private var recipients: Set<String> = []
  private var places: Set<String> = []
  /// These words are the relay's, and those who were refused before were named.
  private var isKnown = false

  package init() {}

  /// - Returns: nil while it is this person's refusal; else the mails before this one that were
  ///   refused in the same words and have not been named yet.
  package mutating func note(_ refusal: SMTPRefusal, _ mail: OutgoingMessage) -> [UInt64]? {
    if let code = refusal.enhanced, Self.believed.contains(code) {
      end()
      return nil
    }
    let likeness = RefusalText(refusal.reply).likeness(of: mail.recipient)
    if likeness != words || likeness.isEmpty {
      end()
      words = likeness
    }
    let recipient = mail.recipient.lowercased()
    if isKnown { return [] }
    defer { mails.append(mail.id) }
    recipients.insert(recipient)
    places.insert(String(recipient.split(separator: "@").last ?? ""))
    guard recipients.count >= Self.people, places.count >= Self.domains else { return nil }
    isKnown = true
    defer { mails = [] }
    return mails
  }

  /// Somebody was not refused, or for a reason of their own.
  package mutating func end() { self = RefusalRun() }
}
