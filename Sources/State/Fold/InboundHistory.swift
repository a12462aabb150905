package import Domain

/// What must be remembered of the mail that came in.
package struct InboundHistory: Sendable, Equatable {
  /// So many mails are known again; a file that was dealt with is gone long before.
  static let mostKnown = 10_000

  /// A mailbox that was full a quarter of a year ago has been emptied since.
  private static let softMemory: Int64 = 90 * 86_400

  package struct About: Hashable, Sendable {
    package var event: String
    package var person: Int32
    package init(event: String, person: Int32) {
      self.event = event
      self.person = person
    }
  }

  /// One person and event.
  package struct Exchange: Sendable, Hashable {
    /// The newest calendar reply.
    package var stamp: ReplyStamp?
    /// When a mail of ours last answered one of theirs.
    package var answeredAt: Instant?
    package init(stamp: ReplyStamp? = nil, answeredAt: Instant? = nil) {
      self.stamp = stamp
      self.answeredAt = answeredAt
    }
  }

  /// A mail whose words go to the host.
  package struct Forward: Sendable, Hashable {
    package var about: About
    /// Why no rule could read it.
    package var why: String
    package init(about: About, why: String) {
      self.about = about
      self.why = why
    }
  }

  /// Those among the latest mails that went to a host, by digest.
  package private(set) var forwards: [UInt64: Forward] = [:]
  /// One mail, and whom it was about.
  package struct Known: Sendable, Hashable {
    package var digest: UInt64
    package var person: Int32
    package init(digest: UInt64, person: Int32) {
      self.digest = digest
      self.person = person
    }
  }

  /// The latest mails, oldest first.
  package private(set) var known: [Known] = []
  private var index: Set<UInt64> = []
  package private(set) var exchanges: [About: Exchange] = [:]
  /// When a mail of ours last answered one of theirs, about whatever event; the newest of
  /// `exchanges`.
  package private(set) var answered: [Int32: Instant] = [:]
  /// When mails bounced for the time being, by person, oldest first.
  package private(set) var soft: [Int32: [Instant]] = [:]
  /// When a mailbox was last said to be switched off.
  package private(set) var suspended: [Int32: Instant] = [:]

  package init() {}

  package func isKnown(_ digest: UInt64) -> Bool { index.contains(digest) }

  package func exchange(_ event: String, _ person: Int32) -> Exchange {
    exchanges[About(event: event, person: person)] ?? Exchange()
  }

  mutating func note(_ mail: ReceivedMail, at: Instant) {
    remember(Known(digest: mail.digest, person: mail.person))
    switch mail.failure {
    case .soft: note(softFailuresOf: mail.person, [at])
    case .suspended: suspended[mail.person] = at
    case nil: break
    }
    let about = About(event: mail.event, person: mail.person)
    if let stamp = mail.stamp {
      exchanges[about, default: Exchange()].stamp = stamp
    }
    if let why = mail.outcome == .forwarded ? mail.note : mail.forwarded {
      forwards[mail.digest] = Forward(about: about, why: why)
    }
    if mail.isAnswered {
      exchanges[about, default: Exchange()].answeredAt = at
      note(answered: mail.person, at)
    }
  }

  mutating func remember(_ mail: Known) {
    guard index.insert(mail.digest).inserted else { return }
    known.append(mail)
    // In blocks, so that a mail costs no copy of the list.
    if known.count >= Self.mostKnown + Self.mostKnown / 10 {
      for old in known.prefix(known.count - Self.mostKnown) {
        index.remove(old.digest)
        forwards[old.digest] = nil
      }
      known.removeFirst(known.count - Self.mostKnown)
    }
  }

  mutating func note(softFailuresOf person: Int32, _ moments: [Instant]) {
    var all = (soft[person] ?? []) + moments
    if let edge = all.last?.adding(seconds: -Self.softMemory) { all.removeAll { $0 < edge } }
    // The first says how long it has gone on; of the rest the latest are enough.
    if all.count > 8 { all.remove(at: 1) }
    soft[person] = all
  }

  mutating func note(suspended person: Int32, at: Instant) { suspended[person] = at }

  mutating func set(_ forward: Forward, _ digest: UInt64) { forwards[digest] = forward }

  mutating func set(_ exchange: Exchange, _ about: About) {
    exchanges[about] = exchange
    if let at = exchange.answeredAt { note(answered: about.person, at) }
  }

  private mutating func note(answered person: Int32, _ at: Instant) {
    answered[person] = max(answered[person] ?? at, at)
  }

  /// As if nothing had ever come from or about somebody.
  mutating func erase(_ person: Int32) {
    clear(person)
    exchanges = exchanges.filter { $0.key.person != person }
    answered[person] = nil
    forwards = forwards.filter { $0.value.about.person != person }
    for mail in known where mail.person == person { index.remove(mail.digest) }
    known.removeAll { $0.person == person }
  }

  /// What came from or about `other` came from or about `person`, but for what servers said of an
  /// address.
  mutating func unite(_ other: Int32, into person: Int32) {
    clear(other)
    for (about, exchange) in exchanges where about.person == other {
      exchanges[about] = nil
      let mine = About(event: about.event, person: person)
      if exchanges[mine] == nil { exchanges[mine] = exchange }
    }
    if let at = answered.removeValue(forKey: other) { note(answered: person, at) }
    for (digest, forward) in forwards where forward.about.person == other {
      forwards[digest]?.about.person = person
    }
    for index in known.indices where known[index].person == other { known[index].person = person }
  }

  mutating func redact(_ plain: (String) -> String) {
    for (digest, forward) in forwards { forwards[digest]?.why = plain(forward.why) }
  }

  /// The address works again, or is another one.
  mutating func clear(_ person: Int32) {
    soft[person] = nil
    suspended[person] = nil
  }
}
