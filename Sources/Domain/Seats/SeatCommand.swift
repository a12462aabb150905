/// What can happen to the seats of an event.
package enum SeatCommand: Sendable, Hashable {
  /// A person answered, by whichever way.
  case answer(person: Int32, organisation: Int32, choice: Choice, guests: Int)
  /// Time passed or the rules changed: end offers, hand on free seats.
  case tick
  /// "Send a colleague instead": the second person, of `organisation`, takes the first one's place.
  case handOver(from: Int32, to: Int32, organisation: Int32)
  /// The person is forgotten; nothing of them stays.
  case remove(person: Int32)
}
