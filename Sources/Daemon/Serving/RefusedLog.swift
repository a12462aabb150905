import Domain
import Logging

/// What the log says of files with problems: the first, and where all of them are said.
enum RefusedLog {
  private static let most = 3

  /// They are not in force.
  static func tell(_ errors: [Problem], _ logger: Logger) {
    for problem in errors.prefix(most) {
      logger.error("configuration refused", metadata: ["problem": "\(problem)"])
    }
    let more = errors.dropFirst(most).reduce(0) { $0 + $1.count }
    if more > 0 {
      logger.error(
        "configuration refused: there is more wrong",
        metadata: ["errors": "\(more)", "see": "convoke check"])
    }
  }

  /// They are in force all the same.
  static func tell(warnings problems: [Problem], _ logger: Logger) {
    let warnings = problems.filter { $0.severity == .warning }
    for problem in warnings.prefix(most) {
      logger.warning("configuration", metadata: ["problem": "\(problem)"])
    }
    let more = warnings.dropFirst(most).reduce(0) { $0 + $1.count }
    if more > 0 {
      logger.warning(
        "configuration: there are more warnings",
        metadata: ["warnings": "\(more)", "see": "convoke check"])
    }
  }
}
