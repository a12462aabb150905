/// One mail to one person, ready to go: the envelope of RFC 5321 and the bytes of RFC 5322.
package struct OutgoingMessage: Sendable {
  /// The source's number for this attempt; comes back with every question and the outcome.
  package var id: UInt64
  /// Without angle brackets; empty is the null sender.
  package var envelopeFrom: String
  package var recipient: String
  /// Strict CRLF lines, ending in CRLF, at most 998 bytes a line; not dot-stuffed.
  package var message: [UInt8]
  /// For logs: event, step and person; never an address or a token.
  package var label: String

  package init(
    id: UInt64, envelopeFrom: String, recipient: String, message: [UInt8], label: String
  ) {
    self.id = id
    self.envelopeFrom = envelopeFrom
    self.recipient = recipient
    self.message = message
    self.label = label
  }

  /// Whether only a server with SMTPUTF8 (RFC 6531) can take it.
  var needsUTF8: Bool {
    envelopeFrom.utf8.contains { $0 >= 0x80 } || recipient.utf8.contains { $0 >= 0x80 }
  }

  /// What makes this mail unfit for the wire, or nil.
  ///
  /// libcurl 7.88.1 passes CR LF in an address through as commands, and a bare LF in the message
  /// unstuffed (SMTP smuggling), so nothing reaches it that has not passed here.
  var defect: String? {
    if !envelopeFrom.isEmpty, let problem = EnvelopeAddress.defect(of: envelopeFrom) {
      return "the envelope sender \(problem)"
    }
    if let problem = EnvelopeAddress.defect(of: recipient) { return "the recipient \(problem)" }
    if let problem = MessageBytes.defect(of: message) { return "the message \(problem)" }
    return nil
  }
}
