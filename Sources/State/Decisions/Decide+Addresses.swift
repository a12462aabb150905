package import Domain
package import Refusals

/// When an address is given up: the one table of windows, for refusals and for mail that came back.
extension Decide {
  /// A mailbox that is called switched off twice within so many days is gone.
  private static let suspendedDays: Int64 = 7
  /// A domain without a server is gone when that is said twice within so many days.
  private static let unroutableDays: Int64 = 90
  /// So many soft bounces, the first of them so many days ago, are as good as a dead mailbox.
  private static let mostSoft = 5
  private static let softDays: Int64 = 14
  private static let day: Int64 = 86_400

  /// Whether `evidence`, said now, is enough to give up the address of `person`. What was said
  /// before counts alike, whether by a refusal or by a mail that came back.
  static func isGivenUp(
    _ evidence: AddressEvidence, _ person: Int32, _ state: borrowing State, now: Instant
  ) -> Bool {
    switch evidence {
    case .nothing: return false
    case .dead: return true
    case .soft:
      let before = state.post.soft[person] ?? []
      guard let first = before.first, before.count + 1 >= mostSoft else { return false }
      return now >= first.adding(seconds: softDays * day)
    case .suspended, .unroutable:
      let said = [state.suspected[person], state.post.suspended[person]].compactMap(\.self).max()
      guard let said else { return false }
      let days = evidence == .suspended ? suspendedDays : unroutableDays
      return now <= said.adding(seconds: days * day)
    }
  }

  /// What follows for the address of a person from a refusal, beside the failed delivery.
  package static func refusal(
    of person: Int32, _ evidence: AddressEvidence, why: String, _ state: borrowing State,
    now: Instant
  ) -> [Entry] {
    if state.suppressed[person] != nil { return [] }
    if isGivenUp(evidence, person, state, now: now) {
      return [.suppressed(person: person, why: why)]
    }
    return switch evidence {
    case .suspended, .unroutable: [.suspected(person: person, why: why)]
    case .nothing, .soft, .dead: []
    }
  }
}
