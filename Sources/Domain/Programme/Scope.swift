/// What a hold, a release or a drop is about: an event, one of its steps, or one person of a step.
///
/// Two words stand where an event does, and no event may be called so: `all` is every mail,
/// `people` the roster.
package struct Scope: Hashable, Sendable {
  package var event: String
  /// Empty: the whole event.
  package var step: String
  /// nil: everybody.
  package var person: Int32?

  package init(event: String, step: String = "", person: Int32? = nil) {
    self.event = event
    self.step = step
    self.person = person
  }

  /// Every mail of every event.
  package static let everything = Scope(event: "all")
  /// The roster of the files, which waits while it lacks too many people.
  package static let roster = Scope(event: "people")

  /// What an event cannot be called.
  package static let words: Set<String> = [everything.event, roster.event]
}
