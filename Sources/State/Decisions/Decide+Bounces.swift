package import Domain

/// A report that a mail came back, as far as it decides something.
package struct Bounce: Sendable, Hashable {
  package enum Verdict: Sendable, Hashable {
    /// The address is dead.
    case hard
    case soft
    /// The mailbox is switched off: dead if it is said again.
    case suspended
    /// No server is found for the domain (5.4.4): dead if it is said again.
    case unroutable
    /// It is about us or about the mail.
    case policy
  }

  package var verdict: Verdict
  /// The MTA still tries.
  package var isDelayed: Bool
  /// Status and the server's words, in a line.
  package var diagnosis: String

  package init(verdict: Verdict, isDelayed: Bool = false, diagnosis: String) {
    self.verdict = verdict
    self.isDelayed = isDelayed
    self.diagnosis = diagnosis
  }
}

extension Decide {
  /// This many soft bounces, the first of them so long ago, are as good as a hard one.
  private static let mostSoft = 5
  private static let softDays: Int64 = 14
  /// A mailbox that is called switched off twice within these days is gone.
  private static let suspendedDays: Int64 = 7
  /// A domain that was not found twice within these is gone; a name server's bad day passes.
  private static let unroutableDays: Int64 = 90
  private static let day: Int64 = 86_400

  package enum BounceDecision: Sendable, Hashable {
    /// The delivery is being handed over at this moment: decide again when it has ended.
    case later
    /// Nothing of this sort was sent, so nothing can have come back.
    case notSent
    case decided([Entry], ReceivedMail.Outcome, counted: ReceivedMail.Failure?)
  }

  /// What a bounce of a delivery changes: the delivery has failed, and perhaps the address is dead.
  package static func bounce(
    _ bounce: Bounce, of key: DeliveryKey, _ state: State, now: Instant
  ) -> BounceDecision {
    var entries: [Entry] = []
    switch state.delivery(key) {
    case .committed: return .later
    case .open, .deferred, .missed, .dropped: return .notSent
    case .sent, .doubt:
      if bounce.isDelayed { return .decided([], .noted, counted: nil) }
      entries = [.failed(key, reply: bounce.diagnosis)]
    case .failed:
      // A second report of one mail tells nothing new of it, but may of the address.
      if bounce.isDelayed || bounce.verdict != .hard { return .decided([], .noted, counted: nil) }
    }
    let counted: ReceivedMail.Failure? =
      switch bounce.verdict {
      case .soft: .soft
      case .suspended, .unroutable: .suspended
      case .hard, .policy: nil
      }
    if state.suppressed[key.person] == nil, isDead(bounce, key.person, state, now: now) {
      entries.append(.suppressed(person: key.person, why: bounce.diagnosis))
    }
    return .decided(entries, entries.isEmpty ? .noted : .recorded, counted: counted)
  }

  private static func isDead(
    _ bounce: Bounce, _ person: Int32, _ state: State, now: Instant
  ) -> Bool {
    switch bounce.verdict {
    case .hard: return true
    case .policy: return false
    case .soft:
      let before = state.post.soft[person] ?? []
      guard let first = before.first, before.count + 1 >= mostSoft else { return false }
      return now >= first.adding(seconds: softDays * day)
    case .suspended, .unroutable:
      guard let last = state.post.suspended[person] else { return false }
      let days = bounce.verdict == .suspended ? suspendedDays : unroutableDays
      return now <= last.adding(seconds: days * day)
    }
  }
}
