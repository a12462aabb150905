/// What an event's file says about seats, with its times resolved to moments.
package struct SeatRules: Sendable, Hashable {
  /// Seats, guests included; 0 = no limit.
  package var capacity: Int
  /// Parties of one organisation that may hold seats; guests do not count; 0 = no limit.
  package var perOrganisation: Int
  /// Guests a person may bring.
  package var guests: Int
  /// `answer_by`: from this moment on a freed seat is offered to nobody.
  package var offersUntil: Instant
  /// The start: from this moment on only declines are taken.
  package var closes: Instant
  /// `offer_for = "0h"`: a freed seat becomes the next person's without asking.
  package var promotesAtOnce: Bool
  package var cancelled: Bool
  /// In organisations; 0 = none needed.
  package var quorum: Int

  /// Negative numbers count as 0, and nobody brings more than 10,000 guests.
  package init(
    capacity: Int = 0, perOrganisation: Int = 0, guests: Int = 0, offersUntil: Instant,
    closes: Instant, promotesAtOnce: Bool = false, cancelled: Bool = false, quorum: Int = 0
  ) {
    self.capacity = max(0, capacity)
    self.perOrganisation = max(0, perOrganisation)
    self.guests = min(max(0, guests), 10_000)
    self.offersUntil = offersUntil
    self.closes = closes
    self.promotesAtOnce = promotesAtOnce
    self.cancelled = cancelled
    self.quorum = max(0, quorum)
  }

  /// Whether seats are handed on along the waiting list at this moment.
  package func offersOpen(at now: Instant) -> Bool {
    !cancelled && now < offersUntil && now < closes
  }
}
