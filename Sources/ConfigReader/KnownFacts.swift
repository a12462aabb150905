package import Domain

/// What the state knows and the files cannot: for checks against what is going on.
package struct KnownFacts: Sendable {
  /// The events in force that are neither cancelled nor over; one that vanished is an error.
  package var acceptedEvents: [String]
  /// How many are seated, guests included, by event.
  package var seated: [String: Int]
  /// Events that were let go with `convoke drop`.
  package var droppedEvents: Set<String>
  /// The starts in force, by event: that such a date is in the past by now is no mistake.
  package var starts: [String: Instant]

  package init(
    acceptedEvents: [String] = [], seated: [String: Int] = [:], droppedEvents: Set<String> = [],
    starts: [String: Instant] = [:]
  ) {
    self.acceptedEvents = acceptedEvents
    self.seated = seated
    self.droppedEvents = droppedEvents
    self.starts = starts
  }

  package static let none = KnownFacts()
}
