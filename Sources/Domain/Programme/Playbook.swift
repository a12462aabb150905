/// The steps of a kind of event, in file order.
package struct Playbook: Sendable {
  package var kind: String
  package var steps: [Step]

  package init(kind: String, steps: [Step]) {
    self.kind = kind
    self.steps = steps
  }
}
