/// What the state knows and the files cannot: for checks against what is going on.
package struct KnownFacts: Sendable {
  /// The events in force that are neither cancelled nor over; one that vanished is an error.
  package var acceptedEvents: [String]
  /// How many are seated, guests included, by event.
  package var seated: [String: Int]
  /// Events that were let go with `convoke drop`.
  package var droppedEvents: Set<String>

  package init(
    acceptedEvents: [String] = [], seated: [String: Int] = [:], droppedEvents: Set<String> = []
  ) {
    self.acceptedEvents = acceptedEvents
    self.seated = seated
    self.droppedEvents = droppedEvents
  }

  package static let none = KnownFacts()
}
