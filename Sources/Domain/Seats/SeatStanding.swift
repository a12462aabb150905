/// All that is known of one person's answer to one event.
package struct SeatStanding: Sendable, Hashable {
  /// Below zero: no organisation; such a person counts as an organisation of their own.
  package var organisation: Int32
  /// Whom the person brings; none once they declined.
  package var guests: Int
  package var place: SeatPlace
  /// When the person last gave or changed the answer; offers and promotions leave it alone.
  package var at: Instant

  package init(organisation: Int32, guests: Int, place: SeatPlace, at: Instant) {
    self.organisation = organisation
    self.guests = guests
    self.place = place
    self.at = at
  }

  /// Whether both say the same, whenever it was said, and for whomever the person worked then.
  func equals(_ other: SeatStanding) -> Bool {
    place == other.place && guests == other.guests
  }

  package var state: SeatState { place.state }
  package var choice: Choice { place.state.choice ?? .no }
  /// Seats the party needs: the person and the guests.
  package var size: Int { 1 + guests }
  /// Seats set aside for the party now.
  package var seatsHeld: Int { state.holdsSeats ? size : 0 }
}
