package import Domain

/// Why something is held, in classes that stay the same: for metrics.
package enum HoldReason: String, Sendable, CaseIterable {
  case byOperator = "operator"
  case host
  case confirmOver = "confirm_over"
  case refusals, clock, roster, blast, crash, other

  package init(_ scope: Scope, why: String) {
    self =
      if scope.event == Scope.roster.event {
        .roster
      } else if why == "held by the host" {
        .host
      } else if why.hasPrefix("held by ") {
        .byOperator
      } else if why.hasPrefix("the clock jumped") {
        .clock
      } else if why.contains("were refused") {
        .refusals
      } else if why.hasPrefix("the program ended") {
        .crash
      } else if scope == .everything {
        .blast
      } else {
        .other
      }
  }
}
