package import Domain
import State

/// What of a timed step is to go now: for the log, the status line and the metrics.
extension DueQueue {
  /// How many mails of a step may go at once or are under way.
  package func toCome(_ scope: Scope) -> Int {
    (queued[scope]?.count ?? 0) + underWay(scope)
  }

  /// Whether nothing of a step goes by itself until a later moment: everybody's mail went, is held,
  /// is put off, or never will.
  package func isAtRest(_ scope: Scope, now: Instant) -> Bool {
    if let index = steps[scope.event], nextScan[index] <= now { return false }
    return toCome(scope) == 0
  }

  /// Steps of which mails may go at once, with how many.
  package var steppingOut: [Scope: Int] {
    queued.mapValues(\.count).filter { $0.value > 0 }
  }

  private func underWay(_ scope: Scope) -> Int {
    inFlightKeys.count {
      $0.occurrence == 0 && $0.step == scope.step && $0.event == scope.event
    }
  }
}
