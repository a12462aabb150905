package import Domain

/// What a mail that came in says, and nothing about whether to believe it: everything here was
/// written by a stranger. Who it is about is decided by a signed tag (`tagged`, `calendar.uid`,
/// `inReplyTo`), never by an address that stands in the text.
package struct ClassifiedMail: Sendable, Hashable {
  package var kind: Kind
  /// Of a bounce or a complaint: the address that failed or complained, as far as it is told.
  /// Never more than a hint; MTAs rewrite it, and providers blot it out.
  package var recipient: String?
  /// All addresses of a bounce that failed alike or otherwise, the first of them `recipient`.
  package var recipients: [String]
  /// The enhanced status code (RFC 3463), such as `5.1.1`; told, or read from the reply's text.
  package var status: String?
  package var verdict: Verdict
  /// Why the address failed, finer than the verdict.
  package var reason: BounceReason?
  /// The MTA still tries: a note, no failure.
  package var isDelayed: Bool
  /// Of a bounce: what became of each address it tells of, as a list that a mail was passed on to
  /// has several. The first is what the fields above say.
  package var failures: [Failure] = []
  /// Of a bounce: the addresses it says the mail arrived at, in lower case.
  package var arrived: [String] = []
  /// The server's words about the failure, on one line of at most 500 characters; or "".
  package var diagnosis: String

  /// Every address this mail was delivered or addressed to that may carry our tag: the envelope's
  /// recipient first, then Delivered-To, X-Original-To, To, Cc and their kin; each once, as
  /// written.
  package var tagged: [String]
  package var calendar: CalendarReply?
  /// A first own line that is a clear yes, no or maybe (Dutch, English).
  package var choice: Choice?
  /// Beside the choice the person wrote something that somebody should read.
  package var hasMoreWords = false
  /// What the person wrote themselves, without quotes and signature; at most 2,000 characters.
  package var ownWords: String

  /// The address of From, as written; without one, of Sender.
  package var sender: String?
  /// Decoded, on one line of at most 500 characters.
  package var subject: String
  /// With its angle brackets.
  package var messageID: String?
  /// In-Reply-To, then References from the newest to the oldest: each once, with angle brackets.
  package var inReplyTo: [String]
  /// Of a bounce or a complaint: the Message-ID of the mail that came back, with angle brackets.
  package var originalMessageID: String?
  /// The addresses in the header of the mail that came back that may carry our tag: of Return-Path
  /// and List-Unsubscribe.
  package var originalTagged: [String] = []
  /// Names (authserv-id, RFC 8601) of the servers that say of this mail `dmarc=pass`, the topmost,
  /// which is the last to have touched it, first. Anyone can write such a field: believe only one's
  /// own.
  package var dmarcPassedAt: [String]

  /// Made by a program without a person: never an answer, never answered (RFC 3834).
  package var isAutomatic: Bool
  package var isList: Bool
  /// From stands there twice, or names several (RFC 5322 allows that): nobody can say who wrote it.
  package var hasSeveralSenders = false
  package var hasNullSender: Bool
  /// One sentence that says what this was taken for, and by which sign.
  package var why: String

  /// Whether a program may answer this mail (RFC 3834 section 2).
  package var mayBeAnswered: Bool {
    guard !isAutomatic, !isList, !hasNullSender, sender != nil else { return false }
    switch kind {
    case .reply, .unsubscribe, .answer, .other: return true
    case .bounce, .complaint, .automatic: return false
    }
  }

  /// One address of a bounce.
  package struct Failure: Sendable, Hashable {
    /// As we wrote it where the report tells, and what it had become; in lower case.
    package var addresses: [String]
    package var status: String?
    package var verdict: Verdict
    package var reason: BounceReason
    package var isDelayed: Bool
    /// On one line of at most 500 characters.
    package var diagnosis: String
  }

  package enum Kind: String, Sendable, CaseIterable {
    /// A report that a mail of ours did not arrive, or not yet.
    case bounce
    /// Somebody pressed "this is spam" (RFC 5965).
    case complaint
    /// A calendar's REPLY or COUNTER (RFC 5546), or a person's reply in their own words.
    case reply
    case unsubscribe
    /// A person's own words with a clear choice.
    case answer
    /// Out of office and other mail that no person wrote.
    case automatic
    case other
  }

  package enum Verdict: String, Sendable, CaseIterable {
    /// The address is dead.
    case hard
    /// It may work another time: a full mailbox, a server that is down.
    case soft
    /// It is about us or the mail, not about the address: blocked, refused as spam, too big.
    case policy
    /// Nothing failed, or no failure was found.
    case none
  }
}
