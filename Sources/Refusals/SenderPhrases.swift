/// What servers write when the trouble is ours: lower case, each from the beginning of a word.
enum SenderPhrases {
  /// Believed of any server.
  static let certain = PhraseTable([
    (.quota, quota), (.rate, rate), (.authentication, authentication), (.relaying, relaying),
    (.sender, sender), (.account, account),
  ])

  /// Believed of our relay only.
  static let ofRelay = PhraseTable([
    (.account, closed), (.spam, spam), (.standing, standing),
  ])

  /// Whether the same text says that it is the recipient's after all.
  static func isExcused(_ trouble: SenderTrouble, _ words: [UInt8]) -> Bool {
    switch trouble {
    case .quota, .rate: recipient.isIn(words)
    case .authentication: group.isIn(words)
    case .relaying: unknown.isIn(words)
    case .account: recipient.isIn(words) || someone.isIn(words)
    case .spam, .standing: unknown.isIn(words)
    case .sender: false
    }
  }

  private static let quota = [
    "sending limit", "sending quota", "send limit", "send quota", "sent mail limit", "smtp limit",
    "daily limit", "daily quota", "daily user", "daily message", "daily smtp", "daily sending",
    "daily email", "daily mail", "daily recipient", "daily relay", "daily outbound",
    "hourly limit", "hourly quota", "hourly message", "hourly email", "hourly sending",
    "monthly limit", "monthly quota", "monthly sending", "monthly email", "message quota",
    "submission quota", "relay limit", "relay quota", "outbound limit", "outbound message limit",
    "outbound quota", "outgoing limit", "outgoing mail limit", "outgoing message limit",
    "outgoing quota", "mail limit exceeded", "email limit", "quota for sending",
    "limit for message recipients", "limit for sending", "limit on outgoing", "limit of outgoing",
    "limit of emails", "limit of messages per", "emails per hour", "emails per day",
    "mails per hour", "mails per day", "messages per hour", "messages per day",
    "recipients per hour", "recipients per day", "max emails per", "max defers and failures",
    "exceeded hourly", "exceeded the hourly", "exceeded your hourly", "exceeded daily",
    "exceeded the daily", "exceeded your daily", "exceeded its daily", "exceeded your sending",
    "exceeded the number of messages", "exceeded the number of emails", "recipients today",
    "recipients this hour", "messages today", "messages this hour", "emails today",
    "emails this hour", "maximum credits", "credits exceeded", "out of credits",
    "insufficient credit", "not enough credit", "no credits", "tageslimit", "versandlimit",
    "daglimiet", "verzendlimiet", "quota d'envoi", "limite d'envoi",
  ]

  private static let rate = [
    "rate limit", "rate-limit", "ratelimit", "rate exceeded", "rate is exceeded", "sending rate",
    "message rate", "mail rate", "throttl", "too many connections", "too many concurrent",
    "too many simultaneous", "too many sessions", "concurrent connections", "concurrent smtp",
    "connection limit", "thread limit", "too many messages", "too many emails", "too many mails",
    "too many recipients", "sending too fast", "sending too quickly", "sending mail too",
    "sending messages too", "too much mail from you", "slow down", "unusual sending",
  ]

  private static let authentication = [
    "authentication required", "authentication is required", "authentication needed",
    "authentication failed", "authenticate first", "authenticate before", "must authenticate",
    "must be authenticated", "please authenticate", "need to authenticate", "smtp authentication",
    "smtp auth", "client not authenticated", "client was not authenticated", "not authenticated",
    "unauthenticated sender", "requires authentication", "authrequired", "auth required",
    "login required", "log in first", "login first", "please log in", "must log in",
    "not logged in", "must issue a starttls", "starttls first", "starttls is required",
    "tls required", "tls is required", "aanmelden vereist", "anmeldung erforderlich",
  ]

  private static let relaying = [
    "relaying denied", "relaying not", "relaying is", "relaying prohibited", "relaying disallowed",
    "relaying disabled", "relaying mail", "relaying through", "relaying to", "relay access denied",
    "relay denied", "relay not", "relay is not", "relay prohibited", "relay access not",
    "unable to relay", "cannot relay", "can't relay", "do not relay", "don't relay",
    "does not relay", "not relay", "no relay", "to relay", "mail relay", "rcpthosts",
  ]

  private static let sender = [
    "sendasdenied", "send as denied", "send as this", "to send as", "send on behalf",
    "not owned by", "sender not verified", "sender is not verified",
    "sender address is not verified", "email address is not verified", "verified sender",
    "unverified sender", "unverified address", "unverified domain", "domain not verified",
    "domain is not verified", "sender identity", "sender signature", "sender is not allowed",
    "sender not allowed", "sender is not permitted", "sender not permitted",
    "sender address rejected", "sender address not", "sender address is not", "sender rejected",
    "sender denied", "sender verify failed", "sender verification", "sending domain",
    "sender domain", "invalid sender", "bad outbound sender", "not a valid sender",
    "from address", "'from' address", "mail from address", "to send from",
    "authorized to send", "authorised to send", "permitted to send",
  ]

  private static let account = [
    "your account", "your smtp account", "your mail account", "your domain is suspended",
    "your subscription", "sender account", "sending account", "smtp account", "sending suspended",
    "sending is suspended", "sending has been suspended", "sending privileges",
    "sending is disabled", "sending disabled", "sending paused", "sending is paused",
    "sending for this account", "blocked for sending", "blocked from sending",
    "suspended for sending", "suspended from sending", "restricted from sending",
    "disabled for sending", "outgoing mail is", "outgoing mail has been", "outgoing email",
    "sandbox",
  ]

  private static let closed = [
    "account suspended", "account is suspended", "account has been suspended",
    "account was suspended", "account temporarily suspended", "account disabled",
    "account is disabled", "account has been disabled", "account blocked", "account is blocked",
    "account has been blocked", "account locked", "account is locked", "account has been locked",
    "account expired", "account has expired", "account not activated", "account is not activated",
    "account is not yet", "account on hold",
  ]

  private static let spam = [
    "spam", "junk", "unsolicited", "bulk mail", "bulk email", "phish", "high probability",
    "content rejected", "content filter", "virus", "malware", "message looks like",
  ]

  private static let standing = [
    "blacklist", "black list", "blocklist", "block list", "blocked list", "denylist", "deny list",
    "dnsbl", "rbl", "spamhaus", "spamcop", "reputation", "your ip", "ip address", "ip blocked",
    "client host", "sending host", "helo", "reverse dns", "reverse lookup", "ptr record", "dmarc",
    "dkim", "spf", "policy", "policies", "administrative prohibition", "administratively",
    "not accepted from", "not accepting mail from", "traffic not", "listed at", "listed in",
    "suspicious", "abuse",
  ]

  /// A limit on what somebody may receive, or on what a mailbox holds.
  private static let recipient = PhraseTable([
    (
      .standing,
      [
        "receiving", "you are trying to", "you tried to", "recipient has", "recipient is",
        "recipient's", "mailbox", "inbox", "storage", "disk", "invalid recipients",
        "unknown recipients", "bad recipients",
      ]
    )
  ])
  /// A person or an address that the server speaks of.
  private static let someone = PhraseTable([
    (.standing, ["user", "recipient", "addressee", "address", "destination"])
  ])
  /// A list or group that takes mail of its members only.
  private static let group = PhraseTable([
    (.standing, ["for group", "for the group", "delivery restricted", "dmarc", "spf", "dkim"])
  ])
  private static let unknown = PhraseTable([
    (
      .standing,
      [
        "unknown user", "user unknown", "unknown recipient", "recipient unknown", "no such user",
        "does not exist", "doesn't exist", "user not found", "recipient not found",
      ]
    )
  ])
}
