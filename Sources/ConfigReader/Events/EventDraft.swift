import Domain

/// An event with the places that the checks across files need.
struct EventDraft {
  var event: Event
  var path: String
  /// A newsletter may name its audience in another edition.
  var audiencePath: String
  var startsPlace: SourcePlace
  var hostPlace: SourcePlace
  var audiencePlace: SourcePlace
  var capacityPlace: SourcePlace
  var answerByPlace: SourcePlace?
  /// What each step was made of, by name.
  var steps: [String: StepDraft]
  /// The names of steps that the playbook does not have.
  var added: Set<String>
}
