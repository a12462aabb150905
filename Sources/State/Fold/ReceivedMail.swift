import Domain

/// A mail that came in about somebody we know, and what became of it.
///
/// It stands in the journal behind the entries that it caused: a crash between the two makes the
/// mail be read again, which changes nothing a second time.
package struct ReceivedMail: Sendable, Hashable {
  /// What the mail was understood as, such as `bounce` or `reply`.
  package var kind: String
  package var outcome: Outcome
  /// Which mail: the first 64 bits of the SHA-256 of what came, so that it counts once.
  package var digest: UInt64
  package var person: Int32
  /// Empty for a mail that is about no event.
  package var event: String
  /// Empty for a mail that is about no delivery.
  package var step: String
  /// What was said, in a line: the diagnosis of a bounce, why an answer was not taken.
  package var note: String
  package var failure: Failure?
  /// Of a calendar's reply that is the newest: what the next one is measured by.
  package var stamp: ReplyStamp?
  /// A mail of ours answers this one.
  package var isAnswered: Bool
  /// Why the host gets it although it was recorded, as `beside_answer`; of one that was only
  /// forwarded that stands in `note`.
  package var forwarded: String?

  package enum Outcome: String, Sendable, CaseIterable {
    /// Something changed.
    case recorded
    /// It is understood and changes nothing: a delay, an old reply, the answer that is on record.
    case noted
    /// An answer that the rules do not allow, such as a yes after the start.
    case refused
    /// It is for a human, the host.
    case forwarded
  }

  /// A failure that is counted before it says something about the address.
  package enum Failure: String, Sendable, CaseIterable {
    case soft
    /// The mailbox is switched off (5.2.1, 5.7.13).
    case suspended
  }

  package init(
    kind: String, outcome: Outcome, digest: UInt64, person: Int32, event: String = "",
    step: String = "", note: String = "", failure: Failure? = nil, stamp: ReplyStamp? = nil,
    isAnswered: Bool = false, forwarded: String? = nil
  ) {
    self.kind = kind
    self.outcome = outcome
    self.digest = digest
    self.person = person
    self.event = event
    self.step = step
    self.note = note
    self.failure = failure
    self.stamp = stamp
    self.isAnswered = isAnswered
    self.forwarded = forwarded
  }
}
