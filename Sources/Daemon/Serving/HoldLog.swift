import Domain
package import Engine
package import Logging
import Planning
import SMTPClient
import State
import Synchronization

/// Tells of each hold once, whoever set it: what, why, and what lets it go; and of its end.
package final class HoldLog: Sendable {
  private let logger: Logger
  private let told = Mutex<[Scope: String]>([:])

  package init(_ logger: Logger) { self.logger = logger }

  /// Something stopped by itself.
  func stopped(_ brake: Brake) {
    told.withLock { $0[brake.scope] = brake.why }
    logger.critical(
      "held until it is released",
      metadata: ["reason": "\(Anonymous.text(brake.why))", "remedy": "\(brake.remedy)"])
  }

  /// Compares with what was told; to be called from time to time.
  package func look(_ engine: Engine) {
    let holds = engine.read { current in
      // A row of the roster, or one person's mail, is told where it is held.
      current.state.holds.filter { $0.key.person == nil }
    }
    let (begun, over) = told.withLock { told in
      defer { told = holds }
      return (
        holds.filter { told[$0.key] != $0.value },
        told.keys.filter { holds[$0] == nil && $0.step != Self.row }
      )
    }
    for (scope, why) in begun.sorted(by: { Self.name($0.key) < Self.name($1.key) }) {
      logger.warning(
        "held",
        metadata: [
          "what": "\(Self.name(scope))", "reason": "\(Anonymous.text(why))",
          "remedy": "\(Brake(scope, why: "").remedy)",
        ])
    }
    for scope in over.sorted(by: { Self.name($0) < Self.name($1) }) {
      logger.notice("released", metadata: ["what": "\(Self.name(scope))"])
    }
  }

  /// Rows of the roster wait by a hold a person.
  private static let row = "row"

  private static func name(_ scope: Scope) -> String {
    scope.step.isEmpty ? scope.event : "\(scope.event)/\(scope.step)"
  }
}
