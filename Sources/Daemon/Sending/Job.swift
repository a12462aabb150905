package import Domain
package import Letters
package import State

/// One delivery on its way: its key, the letter, and the date that every attempt repeats.
package struct Job: Sendable {
  package var key: DeliveryKey
  package var person: Person
  package var event: Event
  package var step: Step
  package var date: Instant
  package var letter: Letter
}
