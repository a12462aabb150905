/// How the last people of a step fared, in the order in which it was heard of.
///
/// Kept in memory only: after a restart it fills anew, and the first ten are in the ledger.
struct RefusalWindow: Sendable {
  private var last: [Bool] = []
  /// The step was held once because of refusals: who released it has looked at them.
  var isOver = false

  mutating func note(refused: Bool) {
    last.append(refused)
    if last.count > Canary.size { last.removeFirst() }
  }

  var isTooMuch: Bool { !isOver && last.count(where: { $0 }) >= Canary.limit }
}
