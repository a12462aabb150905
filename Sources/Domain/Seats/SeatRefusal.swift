/// Why a command changed nothing. What the person had, they still have. A decline is never refused.
package enum SeatRefusal: Error, Sendable, Hashable {
  case cancelled
  /// The event has begun.
  case started
  /// Below zero or above what the event allows.
  case tooManyGuests(max: Int)
  /// The party holds seats, and the further guests do not fit beside it; `most` guests do.
  case noRoomForGuests(most: Int)
  /// The giver neither has a seat nor waits for one.
  case nothingToHandOver
  /// The taker stands at least as well already.
  case alreadyHasPlace
  /// The taker's organisation has as many seats as it may have.
  case organisationFull(limit: Int)
}
