/// The table of refusals: RFC 5321 section 4.2, RFC 3463 and the IANA registry of enhanced codes,
/// with the readings that large providers gave them.
extension SMTPRefusal.Kind {
  package init(_ trouble: SenderTrouble) {
    switch trouble {
    case .quota: self = .quota
    case .rate: self = .rateLimited
    case .authentication: self = .authentication
    case .sender: self = .sender
    case .account: self = .account
    case .relaying, .spam, .standing: self = .policy
    }
  }

  package init(code: Int, detail: EnhancedCode?) {
    if code == 421 {
      self = .busy
    } else if [530, 534, 535, 538].contains(code) {
      self = .authentication
    } else if let detail, detail.subject != 0, let kind = Self(code: code, known: detail) {
      self = kind
    } else {
      self = Self(basic: code)
    }
  }

  private init(basic code: Int) {
    switch code {
    case 500...504, 555: self = .protocolError
    case 552, 452: self = .full
    case 454: self = .authentication
    default: self = .unspecific
    }
  }

  private init?(code: Int, known detail: EnhancedCode) {
    let permanent = code >= 500
    switch detail.subject {
    case 1: self.init(address: detail.detail)
    case 2: self.init(mailbox: detail.detail)
    case 3: self.init(system: detail.detail, permanent: permanent)
    case 4: self = .routing
    case 5: self.init(protocol: detail.detail, code: code)
    case 6: self = .message
    case 7: self.init(security: detail.detail, permanent: permanent)
    default: return nil
    }
  }

  private init?(address detail: Int) {
    switch detail {
    case 1, 2, 3, 6, 10: self = .noMailbox
    case 7, 8: self = .sender
    default: self = .unspecific
    }
  }

  private init?(mailbox detail: Int) {
    switch detail {
    case 1: self = .disabled
    case 2: self = .full
    case 3: self = .message
    default: self = .unspecific
    }
  }

  private init?(system detail: Int, permanent: Bool) {
    switch detail {
    case 4: self = .message
    // 5.3.0 is what sendmail says of an unknown user.
    default: self = permanent ? .unspecific : .busy
    }
  }

  private init?(protocol detail: Int, code: Int) {
    // Outlook.com says "550 5.5.0 mailbox unavailable".
    if detail == 0, code >= 550 { return nil }
    self = detail == 3 ? .rateLimited : .protocolError
  }

  private init?(security detail: Int, permanent: Bool) {
    switch detail {
    // 3 and 57 are Exchange's way to say that it wants a password.
    case 3 where permanent, 8, 9, 57: self = .authentication
    case 13: self = .disabled
    // 4.7.1 is how greylisting sounds, which concerns one recipient and passes.
    case 1 where !permanent: self = .unspecific
    default: self = permanent ? .policy : .rateLimited
    }
  }
}
