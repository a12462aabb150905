package enum MailReader {
  /// What `mail` says. Pure, and linear in its size; nothing in it is taken for granted.
  ///
  /// - Parameters:
  ///   - mail: as it arrived, header first, lines ending in CRLF or LF.
  ///   - envelopeSender: what MAIL FROM said, "" or "<>" for the null sender; nil where unknown.
  ///   - envelopeRecipient: what RCPT TO said; nil where unknown.
  /// - Throws: when the mail is beyond `MailLimits`, or is none at all.
  package static func understand(
    _ mail: [UInt8], envelopeSender: String? = nil, envelopeRecipient: String? = nil
  ) throws(MailDefect) -> Understanding {
    guard mail.count <= MailLimits.bytes else {
      throw MailDefect("larger than \(MailLimits.bytes >> 20) MiB")
    }
    guard !mail.isEmpty else { throw MailDefect("empty") }
    return Understanding(
      kind: .other, recipient: nil, recipients: [], status: nil, verdict: .none, reason: nil,
      isDelayed: false, diagnosis: "", tagged: envelopeRecipient.map { [$0] } ?? [], calendar: nil,
      choice: nil, ownWords: "", sender: nil, subject: "", messageID: nil, inReplyTo: [],
      originalMessageID: nil, dmarcPassedAt: [], isAutomatic: false, isList: false,
      hasNullSender: envelopeSender == "" || envelopeSender == "<>", why: "nothing else")
  }
}
