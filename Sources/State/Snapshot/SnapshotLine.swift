package import Domain

/// One line of a snapshot that no single entry of the past would say: a page of a table.
///
/// `State.restated` gives them, and they are applied in its order only, to a state that was empty.
/// Lists beside `people` run parallel to it. A place is a number by the lines of `people`, counted
/// from 0: tables of everybody go by places, or each would name everybody again.
package enum SnapshotLine: Sendable, Hashable {
  /// Names in the order of their numbers, so that a state read back numbers them alike; who was
  /// forgotten has an empty one.
  case people([Int32])
  case organisations([Int32])
  /// From place `from` on, so many people after one another are in each of the states.
  case ledger(event: String, step: String, from: Int32, states: [DeliveryState], lengths: [Int])
  case attempt(DeliveryKey, Attempt)
  /// From place `from` on, the first mail of any sort and the last timed one, in seconds since
  /// 1970; 0 = none. The lists are equally long.
  case mailed(event: String, from: Int32, first: [UInt32], timed: [UInt32])
  case occurrences(OccurrencePage)
  /// Mails still owed, in the order they happened.
  case owed(event: String, step: String, people: [Int32], occurrences: [Int32])
  /// How often `kind` happened to people.
  case counts(event: String, kind: Step.Occurrence, people: [Int32], counts: [Int32])
  /// Which mails came in lately, and about whom.
  case mails([InboundHistory.Known])
  /// When mails to somebody bounced for the time being, and when the mailbox was called switched
  /// off.
  case bounces(person: Int32, soft: [Instant], suspended: Instant?)
  case forward(UInt64, InboundHistory.Forward)
  case exchange(InboundHistory.About, InboundHistory.Exchange)
  /// The latest hand-overs.
  case rhythm([Instant])
  /// Timed mails of the last days: to whom, and when.
  case recent(people: [Int32], moments: [Instant])

  /// Deliveries of one step that differ in the person, the number and the moment only.
  package struct OccurrencePage: Sendable, Hashable {
    package var event: String
    package var step: String
    package var kind: Step.Occurrence
    package var state: DeliveryState
    package var sequence: Int
    /// What mails of the system are about.
    package var notice: Notice?
    package var people: [Int32]
    package var occurrences: [Int32]
    package var moments: [Instant]

    package init(
      event: String, step: String, kind: Step.Occurrence, state: DeliveryState, sequence: Int,
      notice: Notice? = nil, people: [Int32], occurrences: [Int32], moments: [Instant]
    ) {
      self.event = event
      self.step = step
      self.kind = kind
      self.state = state
      self.sequence = sequence
      self.notice = notice
      self.people = people
      self.occurrences = occurrences
      self.moments = moments
    }
  }
}
