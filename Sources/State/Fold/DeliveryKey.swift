import Domain

/// One delivery: one step of one event to one person, or one answer to one occurrence.
package struct DeliveryKey: Hashable, Sendable {
  package var event: String
  package var step: String
  package var person: Int32
  /// 0 for a timed step; else which occurrence of its kind this is for the person, from 1.
  package var occurrence: Int32

  package init(event: String, step: String, person: Int32, occurrence: Int32 = 0) {
    self.event = event
    self.step = step
    self.person = person
    self.occurrence = occurrence
  }
}
