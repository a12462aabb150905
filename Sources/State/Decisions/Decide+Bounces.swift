package import Domain
package import Refusals

/// A report that a mail came back, as far as it decides something.
package struct Bounce: Sendable, Hashable {
  package var evidence: AddressEvidence
  /// The MTA still tries.
  package var isDelayed: Bool
  /// Status and the server's words, in a line.
  package var diagnosis: String

  package init(evidence: AddressEvidence, isDelayed: Bool = false, diagnosis: String) {
    self.evidence = evidence
    self.isDelayed = isDelayed
    self.diagnosis = diagnosis
  }
}

extension Decide {
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
      if bounce.isDelayed || bounce.evidence != .dead { return .decided([], .noted, counted: nil) }
    }
    let counted: ReceivedMail.Failure? =
      switch bounce.evidence {
      case .soft: .soft
      case .suspended, .unroutable: .suspended
      case .dead, .nothing: nil
      }
    if state.suppressed[key.person] == nil, isGivenUp(bounce.evidence, key.person, state, now: now)
    {
      entries.append(.suppressed(person: key.person, why: bounce.diagnosis))
    }
    return .decided(entries, entries.isEmpty ? .noted : .recorded, counted: counted)
  }
}
