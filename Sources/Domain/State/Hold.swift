/// What a hold, a release or a drop is about: an event, one of its steps, or one person of a step.
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
}
