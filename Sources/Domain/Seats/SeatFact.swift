/// One thing that happened to one person's seat: what the journal records.
///
/// A fact holds the whole standing after it, so a book is the last fact of each person: facts of
/// others may be erased, and a snapshot needs one fact a person. Any first part of the facts of one
/// decision leaves a book that keeps every rule; the next tick does the rest.
package struct SeatFact: Sendable, Hashable {
  package enum Cause: String, Sendable, Hashable, CaseIterable {
    /// The person's own answer, new or changed.
    case answered
    /// A freed seat is held for the person until the standing's `until`.
    case offered
    /// A freed seat became the person's.
    case promoted
    /// The offer ended without an answer.
    case lapsed
    /// The event was cancelled while the offer stood; the place in line is kept.
    case withdrawn
    /// The person gave the place to a colleague.
    case handedOver
    /// The person got a colleague's place.
    case received
    /// The person was forgotten.
    case removed
  }

  package var cause: Cause
  package var person: Int32
  /// Nil when nothing of the person is left.
  package var standing: SeatStanding?

  package init(cause: Cause, person: Int32, standing: SeatStanding?) {
    self.cause = cause
    self.person = person
    self.standing = standing
  }
}
