/// Why an address did not take a mail.
package enum BounceReason: String, Sendable, CaseIterable {
  // About the address.
  case userUnknown, hostUnknown, hasMoved, noMailServer, disabled
  // About the mailbox or its server, perhaps not for ever. A mailbox that is `disabled` is so by
  // the server's code and by its words; one that is `suspended`, by one of them.
  case full, suspended, filtered, greylisted, expired, unreachable, serverTrouble, loop
  // About us or this mail.
  case blocked, spam, authentication, rejected, tooBig, tooMany, content, virus, protocolError
  case undefined

  /// What it means for the address. A mail that could not be delivered for a reason that nobody
  /// told is soft: better a second try than a living address lost.
  package var verdict: ClassifiedMail.Verdict {
    switch self {
    case .userUnknown, .hostUnknown, .hasMoved, .noMailServer, .disabled: .hard
    case .full, .suspended, .filtered, .greylisted, .expired, .unreachable, .serverTrouble, .loop,
      .undefined:
      .soft
    case .blocked, .spam, .authentication, .rejected, .tooBig, .tooMany, .content, .virus,
      .protocolError:
      .policy
    }
  }
}
