/// A dated gathering (or a newsletter: kind `newsletter`, starting when it is to be sent).
package struct Event: Sendable {
  /// File name, or `FILE-SESSION` of a series, or `newsletter-NAME`.
  package var id: String
  package var kind: String
  package var title: LocalizedText
  package var facts: EventFacts
  package var host: Mailbox
  package var audience: Audience
  /// 0 = no limit; guests count.
  package var capacity: Int
  /// 0 = no limit; who has no organisation counts alone.
  package var perOrganisation: Int
  /// In organisations; 0 = none needed.
  package var quorum: Int
  /// Resolved; at the latest the start.
  package var answerBy: Instant
  /// How long a freed seat is held, in sending hours; zero promotes at once.
  package var offerFor: Span
  /// Guests a person may bring.
  package var guests: Int
  /// Markdown.
  package var about: LocalizedText
  package var fields: [String: String]
  package var questions: [Question]
  /// The playbook's steps with this event's changes, without those that are off.
  package var steps: [Step]
  /// The article of a newsletter by language; empty for gatherings.
  package var article: [String: Article]
  /// Where it was defined, for messages: path and line.
  package var place: Place

  package struct Place: Sendable, Hashable {
    package var path: String
    package var line: Int
    package init(path: String, line: Int) {
      self.path = path
      self.line = line
    }
  }

  package init(
    id: String, kind: String, title: LocalizedText, facts: EventFacts, host: Mailbox,
    audience: Audience, capacity: Int = 0, perOrganisation: Int = 0, quorum: Int = 0,
    answerBy: Instant, offerFor: Span = .hours(24), guests: Int = 0, about: LocalizedText = .none,
    fields: [String: String] = [:], questions: [Question] = [], steps: [Step],
    article: [String: Article] = [:], place: Place = Place(path: "", line: 1)
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.facts = facts
    self.host = host
    self.audience = audience
    self.capacity = capacity
    self.perOrganisation = perOrganisation
    self.quorum = quorum
    self.answerBy = answerBy
    self.offerFor = offerFor
    self.guests = guests
    self.about = about
    self.fields = fields
    self.questions = questions
    self.steps = steps
    self.article = article
    self.place = place
  }

  /// A step of the playbook, else the one that every gathering has.
  package func step(_ name: String) -> Step? {
    steps.first { $0.name == name }
      ?? (name == Step.colleague.name && !isNewsletter ? .colleague : nil)
  }
  package var starts: Instant { facts.startInstant }
  package var ends: Instant { facts.endInstant }
  package var isNewsletter: Bool { kind == "newsletter" }
}
