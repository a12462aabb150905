/// One question of the RSVP page.
package struct Question: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable { case text, choice, multi, yesno }

  package var id: String
  package var ask: LocalizedText
  package var kind: Kind
  package var options: [String]
  package var required: Bool

  package init(
    id: String, ask: LocalizedText, kind: Kind = .text, options: [String] = [],
    required: Bool = false
  ) {
    self.id = id
    self.ask = ask
    self.kind = kind
    self.options = options
    self.required = required
  }
}
