/// The one table of refusals that are about us, for replies of our relay and for mails that come
/// back.
///
/// Words count before codes: quotas and missing passwords come with every code there is, and with
/// none. Where words and code are both silent nothing is concluded, and the code alone decides.
package enum SenderTable {
  package enum Speaker: Sendable {
    /// The server that we hand our mail to.
    case relay
    /// A server further on; "the account" is its own user's, and what it thinks of us is for the
    /// reader of bounces, who knows far more words.
    case another
  }

  /// - Parameters:
  ///   - status: the enhanced status code (RFC 3463), such as `5.7.1`.
  ///   - words: in lower case, one space between words.
  package static func trouble(
    status: String?, words: [UInt8], speaker: Speaker
  ) -> SenderTrouble? {
    // These say that an address does not exist, whatever else stands there.
    if let status, aboutAddress.contains(status) { return nil }
    let found = SenderPhrases.certain.first(in: words)
    if let found, !SenderPhrases.isExcused(found, words) { return found }
    guard case .relay = speaker else { return nil }
    if let status, aboutMailbox.contains(status) { return nil }
    if let known = status.flatMap({ byCode[$0] }) { return known }
    guard let found = SenderPhrases.ofRelay.first(in: words) else { return nil }
    return SenderPhrases.isExcused(found, words) ? nil : found
  }

  /// Of a reply or a diagnosis as it is kept: `550 5.4.5 Daily limit exceeded`.
  package static func trouble(reply: String, speaker: Speaker = .relay) -> SenderTrouble? {
    let text = RefusalText(reply)
    return trouble(
      status: text.status, words: text.words, speaker: text.isQuoted ? .another : speaker)
  }

  private static let aboutAddress: Set = ["5.1.1", "4.1.1", "5.1.10"]
  private static let aboutMailbox: Set = ["5.2.1", "4.2.1", "5.2.2", "4.2.2", "5.7.13"]

  /// Codes that other tables would read as the recipient's.
  private static let byCode: [String: SenderTrouble] = [
    "5.1.90": .quota, "5.2.252": .sender, "5.4.5": .quota, "4.4.5": .quota, "5.7.60": .sender,
    "5.7.64": .relaying,
  ]
}
