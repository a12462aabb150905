import MIME

/// Whether a mail that is no delivery report is a bounce all the same. One sign is never enough:
/// people write about bounces too, and programs with a null sender write much else.
struct BounceSigns {
  let isFromDaemon: Bool
  let hasSubject: Bool
  let hasWords: Bool

  init(_ signs: HeaderSigns, _ notification: Notification) {
    isFromDaemon =
      (signs.hasNullSender || signs.isFromDaemon) && VacationSubject.match(signs.subject) == nil
    let subject = Array(signs.subject.utf8)
    hasSubject =
      !Self.replies.contains { subject.begins($0) }
      && Self.subjects.contains { subject.contains($0) }
    let opening = FailureText(Array(notification.lines.prefix(60).joined(separator: [.lf]))[...])
      .words
    hasWords =
      Self.words.contains { opening.contains($0) }
      || notification.lines.prefix(60).contains(where: Self.isFailedAddress)
  }

  var isBounce: Bool {
    isFromDaemon && (hasSubject || hasWords) || hasSubject && hasWords
  }

  /// `<local@domain>:` and nothing else: qmail's way, in whatever language the words around it are.
  private static func isFailedAddress(_ line: Bytes) -> Bool {
    let text = line.trimmed
    return text.first == UInt8(ascii: "<") && text.last == UInt8(ascii: ":")
      && text.dropLast().last == UInt8(ascii: ">") && AddressScanner.first(text) != nil
  }

  private static let replies = ["re:", "fw:", "fwd:", "antw:", "aw:", "tr:", "doorst:"]

  private static let subjects = [
    "undeliver", "delivery status notification", "delivery failure", "delivery failed",
    "delivery has failed", "delivery problem", "delivery error", "delivery report",
    "delivery notification",
    "delivery delayed", "delivery warning", "delivery unsuccessful", "delivery incomplete",
    "delivery fail",
    "failure notice", "failure delivery", "failed delivery", "failed mail", "mail failure",
    "mail failed",
    "mail delivery", "mail error", "mail system error", "mail status", "mail could not",
    "mail not delivered",
    "message delivery", "message not delivered", "message could not", "message you sent",
    "returned mail", "returned message", "returned to sender", "return to sender",
    "return receipt failed",
    "returned email", "returning message", "rejected mail", "rejected message", "message rejected",
    "email rejected", "not delivered", "not be delivered", "non-delivery", "nondeliverable",
    "nondelivery",
    "ndn:", "ndr", "could not be delivered", "couldn't be delivered", "could not deliver",
    "user unknown",
    "unknown user", "unknown recipient", "unknown address", "no such user", "unable to deliver",
    "warning: could not send", "warning: message", "bounce", "unzustellbar", "nicht zugestellt",
    "non remis",
    "non délivré", "non distribué", "échec de", "echec de", "niet besteld", "onbestelbaar",
    "niet bezorgd", "kan niet worden bezorgd", "no entregado", "no se puede entregar",
    "mancato recapito",
    "mancata consegna", "não entregue", "permanent error", "transient failure",
    "problem delivering",
    "mail refused", "mailbox full", "quota exceeded", "error sending", "deferred mail",
    "unable to send", "deliverability", "mail returned", "invalid address", "mailer-daemon",
  ]

  private static let words = [
    "could not be delivered", "couldn't be delivered", "cannot be delivered",
    "can not be delivered",
    "can't be delivered", "was not delivered", "wasn't delivered", "not been delivered",
    "not delivered",
    "not be delivered", "were not delivered",
    "unable to deliver", "not able to deliver", "wasn't able to deliver", "could not deliver",
    "couldn't deliver", "cannot deliver", "failed to deliver", "undeliverable", "undelivered",
    "delivery failed", "delivery failure", "delivery has failed", "delivery to the following",
    "delivery of", "delivery status", "delivery error", "delivery attempt", "delivery problem",
    "error delivering", "error was encountered", "error occurred while trying to deliver",
    "trying to deliver", "did not reach", "didn't reach", "failed addresses", "failed recipient",
    "failure reasons",
    "had delivery errors", "had delivery problems", "had permanent", "had fatal", "had transient",
    "had errors",
    "following addresses", "following address", "following recipient", "following errors",
    "returned to sender", "returned to you", "is being returned", "being returned", "was returned",
    "been returned",
    "did not receive", "intended recipient",
    "returned mail",
    "transcript of session", "permanent error", "fatal error", "user unknown", "unknown user",
    "no such user",
    "recipient unknown", "unknown recipient", "will be retried", "still being tried",
    "has been delayed",
    "does not exist", "doesn't exist", "mailbox full", "mailbox is full", "over quota",
    "quota exceeded",
    "message was rejected", "was rejected", "has been rejected", "rejected by", "server message",
    "smtp error", "remote host said", "rejected your message", "did not like our",
    "no longer exists",
    "nicht zugestellt", "konnte nicht", "unzustellbar", "n'a pas pu", "pas pu être",
    "niet worden bezorgd",
    "niet bezorgd", "kon niet", "no se pudo entregar", "no pudo", "non è stato", "inconnu",
    "unbekannt",
  ]
}
