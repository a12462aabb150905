/// Why a server refuses whoever writes from here, and not the one who is written to.
package enum SenderTrouble: String, Sendable, CaseIterable {
  /// So many mails a day or an hour are allowed, and they are used up.
  case quota
  /// Too fast, or too many at a time.
  case rate
  /// It wants to know who we are.
  case authentication
  /// It takes no mail from us for other domains.
  case relaying
  /// Our sender address, or its domain, may not be used there.
  case sender
  /// Our account there is closed, suspended or not open yet.
  case account
  /// The mail is taken for spam.
  case spam
  /// Where the mail comes from: a block list, a policy.
  case standing

  /// Said by the relay itself it is true of every mail, so that no other need be tried to know it.
  package var concernsAll: Bool {
    switch self {
    case .quota, .rate, .authentication, .relaying, .sender, .account: true
    case .spam, .standing: false
    }
  }
}
