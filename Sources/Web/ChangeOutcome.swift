/// What became of a change that a page asked for.
package enum ChangeOutcome: Sendable, Equatable {
  /// Durable.
  case saved
  /// The store could not write; nothing was recorded (503).
  case notSaved
  /// The change makes no sense any more, such as holding a step that was sent (409).
  case refused
  /// The token is wrong, foreign or revoked (404).
  case unknown
}

/// What became of an answer.
package enum AnswerOutcome: Sendable, Equatable {
  /// Durable. `changed` is false when the same answer was on record already.
  case saved(changed: Bool)
  /// The store could not write; nothing was recorded (503).
  case notSaved
  /// The event has started, is over or is cancelled (409); the page says which.
  case closed
  /// The rules refuse it, beside the field named (422).
  case refused(field: AnswerForm.Field, reason: AnswerForm.Fault)
  /// The token is wrong, foreign or revoked (404).
  case unknown
}
