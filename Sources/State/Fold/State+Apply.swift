package import Domain

extension State {
  /// Takes one entry into account. Total: every entry of a good journal applies, in order.
  package mutating func apply(_ entry: Entry, at: Instant) {
    switch entry.family {
    case .deliveries: applyDelivery(entry, at: at)
    case .events: applyEvent(entry, at: at)
    case .people: applyPerson(entry, at: at)
    case .seats: applySeat(entry, at: at)
    case .owed: applyOwed(entry, at: at)
    case .holds: applyHold(entry, at: at)
    case .mails: applyMail(entry, at: at)
    case .snapshot(let line): apply(line)
    }
  }
}
