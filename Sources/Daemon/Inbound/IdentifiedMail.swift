import Domain
package import Engine
package import Inbound
package import StateFolder

/// One mail as it is understood: what it says, and what it asks of us.
package struct IdentifiedMail: Sendable {
  /// nil for a mail beyond the limits.
  package var understanding: ClassifiedMail?
  package var asks: InboundRequest

  /// A calendar announces more guests than the event allows.
  var hasTooManyGuests = false

  /// The mail's kind, where it is tied to somebody: words that no rule can read are a reply.
  package var kind: String {
    guard let understanding else { return "unreadable" }
    if understanding.kind == .other, case .words = asks {
      return ClassifiedMail.Kind.reply.rawValue
    }
    return understanding.kind.rawValue
  }

  /// What happened last may make a mail with an answer one for the host.
  var mayGoToHost: Bool { forHost != nil || asks.choice != nil }

  /// Why the host should read it, if so.
  var forHost: ForwardReason? {
    switch asks {
    case .words(_, _, let reason, _): reason
    case .calendarReply, .answer:
      understanding?.hasMoreWords == true ? .besideAnswer : hasTooManyGuests ? .guests : nil
    case .bounce, .complaint, .unsubscribe, .nothing, .unknown: nil
    }
  }

  /// `identification` is nil where no keys are, and so nobody can be named.
  package init(_ mail: SpooledMail, identification: SenderIdentification?) {
    do {
      let understanding = try MailReader.understand(
        mail.mail, envelopeSender: mail.sender, envelopeRecipient: mail.recipient)
      self.understanding = understanding
      asks = identification?.sort(understanding) ?? .unknown(why: "no state to know anybody from")
      if case .calendarReply(let event, _, .yes, let calendar) = asks, calendar.guests > 0 {
        hasTooManyGuests = calendar.guests > identification?.guests(event) ?? 0
      }
    } catch {
      asks = .unknown(why: "\(error)")
    }
  }
}
