/// Adds up the outcomes of many seeds.
package struct SimulationReport {
  package let steps: Int
  package private(set) var seeds = 0
  package private(set) var failures = 0
  private var counts = Simulation.Counts()

  package init(steps: Int) { self.steps = steps }

  /// Counts an outcome; for a broken promise the text to show, with the command that repeats it.
  package mutating func note(_ outcome: Simulation.Outcome) -> String? {
    seeds += 1
    counts.add(outcome.counts)
    guard let violation = outcome.violation else { return nil }
    failures += 1
    return """
      seed \(outcome.seed), step \(outcome.steps): \(violation)
        to see it: scripts/simulate --seed \(outcome.seed) \(steps)
      """
  }

  package var summary: String {
    """
    \(seeds) seeds of \(steps) steps: \(failures) broke a promise. \(counts.mails) mails accepted, \
    \(counts.answers) answers, \(counts.edits) edits, \(counts.plans) plans compared, \
    \(counts.crashes) crashes, \(counts.restarts) restarts, \(counts.compactions) snapshots, \
    \(counts.faults) disk faults, \(counts.notes) notes, \(counts.forgets) forgotten.
    """
  }
}

extension Simulation.Counts {
  mutating func add(_ other: Self) {
    mails += other.mails
    answers += other.answers
    edits += other.edits
    crashes += other.crashes
    restarts += other.restarts
    compactions += other.compactions
    faults += other.faults
    notes += other.notes
    forgets += other.forgets
    plans += other.plans
  }
}
