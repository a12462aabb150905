package import Domain
package import State

/// One row of `--answers FILE`: what somebody does at a moment of a rehearsal.
package struct ScriptedAnswer: Sendable {
  package enum Deed: Sendable {
    case answer(Answer)
    case unsubscribe
  }

  package var at: Instant
  package var email: String
  package var event: String
  package var deed: Deed
  /// Line of the file, for messages.
  package var line: Int
}
