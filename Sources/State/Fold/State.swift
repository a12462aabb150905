package import Domain

/// Everything Convoke knows of the past: the fold of the journal.
///
/// `State` is a value without I/O. It changes only by `apply(_:at:)`; replaying the journal's
/// entries from nothing gives the same state again.
package struct State: Sendable {
  package var people = NameIndex()
  package var organisations = NameIndex()
  package var events: [String: EventRecord] = [:]
  /// Who wants no timed mail; the set of kinds, where `*` stands for all.
  package var unsubscribed: [Int32: Set<String>] = [:]
  /// Languages people chose for themselves.
  package var languages: [Int32: String] = [:]
  /// Addresses that cannot be mailed, with the reason.
  package var suppressed: [Int32: String] = [:]
  /// Addresses that cannot be mailed and that their person no longer has, normalised.
  package var givenUp: [String: GivenUp] = [:]
  /// When an address was last called closed (5.2.1 and its like): once more within a week ends it.
  package var suspected: [Int32: Instant] = [:]
  /// Last known data of people with a history who left the roster.
  package var former: [Int32: Person] = [:]
  /// Those of them who never were on it: a colleague brought them in.
  package var strangers: Set<Int32> = []
  /// Keyed hashes of the addresses of people who were forgotten and must not come back.
  package var forgotten: Set<String> = []
  package var holds: [Scope: String] = [:]
  /// Steps let go by an operator in spite of `confirm_over`.
  package var released: Set<Scope> = []
  package var programme: AcceptedProgramme?
  /// When the last mails were handed over, for pacing: at most the last 10,000.
  package var rhythm = SendRateWindow()
  /// The timed mails of the last seven days, by person.
  package var recentMail = RecentMail()
  package var isRehearsal = false
  /// What is remembered of mail that came in.
  package var post = InboundHistory()
  /// The numbers of a snapshot's places, while one is read.
  var places = SnapshotNumbering()

  /// Whose an address was, and what the server said of it.
  package struct GivenUp: Sendable, Hashable {
    package var person: Int32
    package var why: String
  }

  package struct AcceptedProgramme: Sendable, Hashable {
    package var fingerprint: String
    package var people: Int
    package var at: Instant
    package init(fingerprint: String, people: Int, at: Instant) {
      self.fingerprint = fingerprint
      self.people = people
      self.at = at
    }
  }

  package init() {}

  package func record(_ event: String) -> EventRecord? { events[event] }

  /// Whether somebody whose address has this keyed hash was forgotten.
  package func isForgotten(_ hash: String) -> Bool { forgotten.contains(hash) }

  /// Whether `person` asked not to get timed mail of `kind`.
  package func hasUnsubscribed(_ person: Int32, kind: String) -> Bool {
    guard let kinds = unsubscribed[person] else { return false }
    return kinds.contains("*") || kinds.contains(kind)
  }

  /// Whether anything was ever sent to somebody, said by them, or found out about them.
  package func hasHistory(_ person: Int32) -> Bool {
    unsubscribed[person] != nil || suppressed[person] != nil || suspected[person] != nil
      || languages[person] != nil
      || events.values.contains {
        $0.firstMail(to: person) != nil || $0.seats.answer(of: person) != nil
      }
  }

  /// The hold that covers a delivery, widest first, with its reason.
  package func hold(_ event: String, _ step: String, _ person: Int32) -> String? {
    if holds.isEmpty { return nil }
    return hold(event, step) ?? holds[Scope(event: event, step: step, person: person)]
  }

  /// The hold that covers a step for everybody: one of all mail, of the event, or of the step.
  package func hold(_ event: String, _ step: String) -> String? {
    if holds.isEmpty { return nil }
    return holds[.everything] ?? holds[Scope(event: event)]
      ?? holds[Scope(event: event, step: step)]
  }
}

extension State {
  /// An encoder for entries made from this state.
  package var codec: EntryCodec { EntryCodec(people: people, organisations: organisations) }
}
