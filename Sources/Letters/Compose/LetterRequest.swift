package import Domain

/// Everything a letter depends on. Equal requests give equal bytes.
package struct LetterRequest: Sendable {
  package enum Kind: Sendable {
    case step(Step)
    case system(SystemMail)
  }

  /// What the person answered.
  package struct Answer: Sendable, Hashable {
    package var choice: Choice
    package var guests: Int
    /// By question id.
    package var questions: [String: String]

    package init(choice: Choice, guests: Int = 0, questions: [String: String] = [:]) {
      self.choice = choice
      self.guests = guests
      self.questions = questions
    }
  }

  package enum SeatNote: Sendable, Hashable {
    case none, seated
    /// From 1.
    case waiting(position: Int)
    case offered(until: Instant)
  }

  package var kind: Kind
  /// Nil only for mails of the system that are about none.
  package var event: Event?
  /// The reader; for hosts and operators a person of their name, address and normalised address as
  /// id.
  package var person: Person
  /// Nil: has not answered.
  package var answer: Answer?
  package var seat: SeatNote
  /// The facts before the change that `rescheduled` and `cancelled` tell of.
  package var oldFacts: EventFacts?
  /// Who forwarded the invitation, or gave up the place, to the reader; empty for none.
  package var broughtInBy = ""
  /// Who has the reader's place now; empty unless it was given away.
  package var sentInstead = ""
  /// Whether the answer gave up a seat, or one that was held for the reader.
  package var gaveUpSeat = false
  /// The event's SEQUENCE: how often it was revised.
  package var sequence: Int
  /// The event was cancelled because too few organisations came.
  package var isShortOfQuorum = false
  /// How often the links to the host's desk were revoked.
  package var deskGeneration = 0
  /// 0 for a timed step; else which occurrence this is, from 1.
  package var occurrence: Int
  /// Date of the mail and DTSTAMP of its calendar part; the same at each attempt.
  package var instant: Instant
  /// A test mail to this address instead, marked as one.
  package var testTo: MailAddress?
  /// The mail answers one that a machine may have written: it says that it is automatic, and its
  /// bounces go nowhere, so that no two machines ever talk to each other (RFC 3834 3.3, 5).
  package var answersMail = false

  package init(
    kind: Kind, event: Event?, person: Person, answer: Answer? = nil, seat: SeatNote = .none,
    oldFacts: EventFacts? = nil, sequence: Int = 0, occurrence: Int = 0, instant: Instant,
    testTo: MailAddress? = nil
  ) {
    self.kind = kind
    self.event = event
    self.person = person
    self.answer = answer
    self.seat = seat
    self.oldFacts = oldFacts
    self.sequence = sequence
    self.occurrence = occurrence
    self.instant = instant
    self.testTo = testTo
  }

  /// `step` names, templates and message ids use this name.
  package var stepName: String {
    switch kind {
    case .step(let step): step.name
    case .system(let mail): mail.step
    }
  }

  package var step: Step? { if case .step(let step) = kind { step } else { nil } }

  /// A timed mail to somebody of the audience: one that can be unsubscribed from.
  package var isBulk: Bool { step.map { $0.isTimed && $0.to != .host } ?? false }
}
