import Domain

/// Steps that are due once more because a revision moved their event far (`again` of a playbook).
///
/// A round is what runs from one such revision to the next. The ledger of a step is that of the
/// round that runs; whom it reached in an earlier one stands in a ledger of its own, under a name
/// no step can have. The second mail has a Message-ID of its own, as the revision is part of it.
extension EventRecord {
  private static let mark: Character = "@"

  /// `reminder@2`: what was sent of a step in the round that began with revision 2, or at first
  /// (0).
  package static func round(of step: String, _ sequence: Int) -> String {
    "\(step)\(mark)\(sequence)"
  }

  /// The step that a ledger is of, whichever round.
  package static func step(ofLedger name: String) -> String {
    String(name.prefix { $0 != mark })
  }

  package static func isEarlier(_ name: String) -> Bool { name.contains(mark) }

  /// The revision that made the step due again; 0: none did.
  package func renewed(_ step: String) -> Int { steps[step]?.renewed ?? 0 }

  /// The ledgers of rounds that are over, oldest first.
  package func earlierRounds(of step: String) -> [(sequence: Int, ledger: StepLedger)] {
    guard renewed(step) > 0 else { return [] }
    let prefix = Self.round(of: step, 0).dropLast()
    let sequences = steps.keys.compactMap { name in
      name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
    }
    return sequences.sorted().compactMap { sequence in
      steps[Self.round(of: step, sequence)].map { (sequence, $0) }
    }
  }

  /// Makes steps due once more for everybody they reached, or failed to.
  mutating func renew(_ names: [String], sequence: Int) {
    for name in names {
      var ledger = steps.removeValue(forKey: name) ?? StepLedger()
      let before = ledger.renewed
      // Recorded twice when the revision itself was lost with a crash.
      if before != sequence, let sent = ledger.renew(sequence) {
        steps[Self.round(of: name, before)] = sent
      }
      steps[name] = ledger
    }
  }
}

extension StepLedger {
  /// Begins anew, but for whom the mail is on its way to, or was given up by an operator. Returns
  /// whom it reached, or may have; nil when that is nobody.
  fileprivate mutating func renew(_ sequence: Int) -> StepLedger? {
    var reached = StepLedger()
    for person in people(in: [.sent, .doubt]) { reached[person] = self[person] }
    var next = StepLedger()
    next.renewed = sequence
    for person in people(in: [.committed, .deferred, .dropped]) {
      next[person] = self[person]
      next.attempts[person] = attempts[person]
    }
    self = next
    return reached.isUntouched ? nil : reached
  }
}
