import Domain

/// A step that a revision makes due once more: what went of it is another mail from then on.
extension OutsideObserver {
  /// `reached` had it before; who is `open` now may get it again.
  mutating func beginRound(
    _ part: Part, _ sequence: Int, reached: Set<String>, open: Set<String>
  ) {
    hadEarlier[part, default: [:]][sequence] = reached
    rename(part.event, part.step, Self.name(part, sequence)) { open.contains($0) }
  }

  /// The revision was never recorded.
  mutating func undoRound(_ part: Part, _ sequence: Int) {
    hadEarlier[part]?[sequence] = nil
    rename(part.event, Self.name(part, sequence), part.step) { _ in true }
  }

  func round(_ event: String, _ step: String) -> Int {
    hadEarlier[Part(event: event, step: step)]?.keys.max() ?? 0
  }

  func hadBefore(_ event: String, _ step: String, _ person: String) -> Bool {
    hadEarlier[Part(event: event, step: step)]?.values.contains { $0.contains(person) } ?? false
  }

  /// Whether the mail went in a round that is over.
  func isEarlier(_ mail: Mail) -> Bool { mail.step.contains(" before ") }

  private static func name(_ part: Part, _ sequence: Int) -> String {
    "\(part.step) before \(sequence)"
  }
}
