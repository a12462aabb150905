/// What a refusal means: for whom it counts and whether it can pass.
package struct SMTPRefusal: Sendable, Equatable {
  /// The reason, as few words as a metric label may have.
  package enum Kind: String, Sendable, CaseIterable {
    /// The address does not exist (5.1.1 and its like).
    case noMailbox = "no-mailbox"
    /// The mailbox is closed or its owner suspended (5.2.1, 5.7.13).
    case disabled
    /// The mailbox is full; passes, whatever the code says.
    case full
    /// This message: too big, or of a form the server does not take.
    case message
    /// An address of ours or of theirs that must not be put into a command.
    case address
    /// The way to the recipient's domain.
    case routing
    /// Said of the recipient, without a reason we know.
    case unspecific
    /// Our words were not understood: a bug, here or there.
    case protocolError = "protocol"
    /// The server wants to know who we are, or does not believe it.
    case authentication
    /// Our sender address or domain is not wanted.
    case sender
    /// Our standing: SPF, DKIM, DMARC, relaying, block lists.
    case policy
    /// Slower, please.
    case rateLimited = "rate-limited"
    /// What we may send in a day or an hour is used up.
    case quota
    /// Our account at the relay is closed, suspended or not open yet.
    case account
    /// 421, out of space, going down.
    case busy
    /// The connection broke before our last byte.
    case transport
  }

  package var stage: Stage
  package var kind: Kind
  /// The reply code; 0 when there was no reply.
  package var code: Int
  /// As the server wrote it, e.g. `5.1.1`.
  package var enhanced: String?
  /// The whole reply, printable, or what happened instead of one.
  package var reply: String
  /// What the relay says of us, and so of every mail.
  package var aboutUs: SenderTrouble?

  /// It is about this recipient or this message; otherwise about us or the server, and nobody's
  /// mail may be given up for it.
  package var personal: Bool {
    switch kind {
    case .noMailbox, .disabled, .full, .message, .address, .routing, .unspecific: true
    case .protocolError, .authentication, .sender, .policy, .rateLimited, .quota, .account, .busy,
      .transport:
      false
    }
  }

  /// Sending the same again would be refused again.
  package var permanent: Bool {
    switch kind {
    case .full: false
    case .address: true
    default: (500...599).contains(code)
    }
  }

  /// What it says of the address: by its enhanced code alone, as `AddressEvidence` reads it for
  /// mail that comes back too.
  package var evidence: AddressEvidence {
    guard permanent, personal, let enhanced else { return .nothing }
    return AddressEvidence(status: enhanced)
  }

  package init(stage: Stage, kind: Kind, code: Int = 0, enhanced: String? = nil, reply: String) {
    self.stage = stage
    self.kind = kind
    self.code = code
    self.enhanced = enhanced
    self.reply = reply
  }
}
