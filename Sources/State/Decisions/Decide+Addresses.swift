package import Domain

extension Decide {
  /// What a refusal says about an address; RFC 3463 gives the codes, `Delivery` and `Inbound` read
  /// them.
  package enum AddressVerdict: Sendable, Hashable {
    /// Nothing: the refusal is about the message, or about us.
    case fine
    /// Closed or blocked for now (5.2.1, 5.7.13, 5.4.4): it is dead when that is said again within
    /// seven days.
    case suspect
    /// No such mailbox: no more mail to it.
    case dead
  }

  /// What follows for the address of a person from a refusal, beside the failed delivery.
  package static func refusal(
    of person: Int32, _ verdict: AddressVerdict, why: String, _ state: State, now: Instant
  ) -> [Entry] {
    if state.suppressed[person] != nil { return [] }
    switch verdict {
    case .fine: return []
    case .dead: return [.suppressed(person: person, why: why)]
    case .suspect:
      let edge = now.adding(seconds: -7 * 86_400)
      guard let last = state.suspected[person], last >= edge else {
        return [.suspected(person: person, why: why)]
      }
      return [.suppressed(person: person, why: why)]
    }
  }
}
