package import Inbound

/// One mail as it is understood: what it says, and what it asks of us.
package struct MailReading: Sendable {
  /// nil for a mail beyond the limits.
  package var understanding: Understanding?
  package var asks: MailCase

  /// Why the host should read it, if so.
  var forHost: WordsReason? {
    switch asks {
    case .words(_, _, let reason): reason
    case .calendarReply, .answer: understanding?.hasMoreWords == true ? .besideAnswer : nil
    case .bounce, .complaint, .unsubscribe, .nothing, .unknown: nil
    }
  }

  /// `postmaster` is nil where no keys are, and so nobody can be named.
  package init(_ mail: SpooledMail, postmaster: Postmaster?) {
    do {
      let understanding = try MailReader.understand(
        mail.mail, envelopeSender: mail.sender, envelopeRecipient: mail.recipient)
      self.understanding = understanding
      asks = postmaster?.sort(understanding) ?? .unknown(why: "no state to know anybody from")
    } catch {
      asks = .unknown(why: "\(error)")
    }
  }
}
