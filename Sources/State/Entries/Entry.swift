package import Domain

/// One thing that happened, as the journal keeps it. `State.apply` gives it its meaning.
///
/// People, organisations and events are numbers and ids here; `EntryCodec` spells them out.
package enum Entry: Sendable, Hashable {
  case programmeAccepted(fingerprint: String, people: Int)
  /// An event is in force for the first time.
  case eventAccepted(event: String, facts: RecordedFacts)
  /// An edit that people will be told of once it has stood; nil: taken back before that.
  case eventChanged(event: String, facts: RecordedFacts?)
  case eventRevised(event: String, sequence: Int, facts: RecordedFacts)
  /// The revision that follows moves the event so far that these steps are due once more.
  case dueAgain(event: String, sequence: Int, steps: [String])
  case eventDropped(event: String)
  /// Too few organisations had a seat when that was decided.
  case calledOff(event: String)
  /// The links to a host's desk made before this are no longer good.
  case deskRevoked(event: String, generation: Int)
  case personLeft(Person)
  case personReturned(Int32)
  /// The roster has somebody under another id, too.
  case knownAs(person: Int32, id: String)
  /// Two who were known turned out to be one person, who goes on as `person`.
  case united(person: Int32, with: Int32)
  /// Somebody's address changed, both normalised; `was` is empty when it was not known.
  case moved(person: Int32, email: String, was: String)
  /// A snapshot's: an address that cannot be mailed, which this person had.
  case addressGivenUp(person: Int32, email: String, why: String)
  /// An answer with what the person wrote beside it, and how it came.
  case answered(event: String, fact: SeatFact, words: [String: String], via: String)
  /// Only the words changed.
  case words(event: String, person: Int32, words: [String: String], via: String)
  /// A seat moved without an answer: offered, promoted, lapsed, handed over…
  case seat(event: String, fact: SeatFact)
  /// Somebody not invited asked for an invitation, over the link of `by`; `profile` when they are
  /// not on the roster.
  case colleagueAsked(event: String, person: Int32, profile: Person?, by: Int32?)
  /// Two seats moved as one: `giver` nil once that person is forgotten.
  case handedOver(event: String, giver: SeatFact?, taker: SeatFact?, profile: Person?)
  /// Mails that are owed from now on: one per step and person.
  case occurred(event: String, kind: Step.Occurrence, steps: [String], people: [Int32])
  /// A mail of the system is owed to each of `people`; `event` is `Notice.noEvent` when about none.
  case notified(event: String, Notice, people: [Int32])
  /// `kind` is an event kind, or `*` for every timed mail.
  case unsubscribed(person: Int32, kind: String, via: String)
  case resubscribed(person: Int32, kind: String, via: String)
  case languageChosen(person: Int32, language: String)
  case suppressed(person: Int32, why: String)
  /// An operator says that the address works.
  case reachable(person: Int32)
  /// A mail that came in; what it changed stands before it.
  case mailReceived(ReceivedMail)
  /// A refusal that would suppress the address if it were the second in a week.
  case suspected(person: Int32, why: String)
  /// All traces of somebody were erased; what is left is a keyed hash of the address.
  case forgotten(hash: String)
  case held(Scope, why: String)
  case released(Scope)
  /// All but the last bytes are with the server.
  case committed(DeliveryKey, email: String, messageID: String, date: Instant)
  case sent(DeliveryKey, reply: String)
  case deferred(DeliveryKey, date: Instant, count: Int, next: Instant, reply: String)
  case failed(DeliveryKey, reply: String)
  case doubt(DeliveryKey, reply: String)
  /// An operator asked for another try.
  case retried(DeliveryKey)
  case dropped(DeliveryKey)
  /// Too late, with the reason; `occurrence` is 0 for a timed step.
  case missed(event: String, step: String, people: [Int32], occurrence: Int32, why: String)
  /// An operator had a letter mailed to somebody else, marked as a test; nothing follows from it.
  case tested(event: String, step: String, person: String, to: String, messageID: String)
  /// The first entry of a rehearsal's state, which no daemon serves.
  case rehearsal
  /// A line of a snapshot that states a table of the past.
  case stated(SnapshotLine)

  /// Tells what somebody answered; no seat of others moved with it and no mail is owed for it.
  package var isAnswer: Bool {
    switch self {
    case .answered, .words: true
    default: false
    }
  }

  /// The step a host is to see by this.
  package var previewedStep: String? {
    if case .notified(_, let notice, _) = self, notice.kind == .preview { return notice.about }
    return nil
  }

  /// Tells how a mail that was begun has ended.
  package var isOutcome: Bool {
    switch self {
    case .sent, .deferred, .failed, .doubt: true
    default: false
    }
  }
}

/// Which file of `Entries` spells an entry out, reads it, applies it, and says what of it is a
/// person's.
package enum EntryFamily {
  case events, people, seats, owed, holds, mails, deliveries
  case snapshot(SnapshotLine)

  /// Every type of line that there is.
  package static var types: Set<String> { Set(lines.keys) }

  /// What of each type of line is a person's.
  static let lines: [String: PersonalFields] = [
    EventEntries.lines, PersonEntries.lines, SeatEntries.lines, OwedEntries.lines,
    HoldEntries.lines, MailEntries.lines, DeliveryEntries.lines, SnapshotEntries.lines,
  ].reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
}

extension Entry {
  var family: EntryFamily {
    switch self {
    case .committed, .sent, .deferred, .failed, .doubt, .retried, .dropped, .missed, .tested:
      .deliveries
    case .stated(let line): .snapshot(line)
    case .programmeAccepted, .eventAccepted, .eventChanged, .eventRevised, .dueAgain,
      .eventDropped, .calledOff, .deskRevoked, .rehearsal:
      .events
    case .personLeft, .personReturned, .knownAs, .united, .moved, .addressGivenUp, .unsubscribed,
      .resubscribed, .languageChosen, .suppressed, .reachable, .suspected, .forgotten:
      .people
    case .answered, .words, .seat, .colleagueAsked, .handedOver: .seats
    case .occurred, .notified: .owed
    case .held, .released: .holds
    case .mailReceived: .mails
    }
  }
}
