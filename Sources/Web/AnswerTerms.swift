/// What an answer is checked against before it is tried.
package struct AnswerTerms: Sendable {
  /// Whose answer to what, as the token said; means nothing to the pages.
  package struct Link: Sendable, Hashable {
    package var event: String
    package var person: String

    package init(event: String, person: String) {
      self.event = event
      self.person = person
    }
  }

  package var link: Link
  package var gathering: EventPageContent
  package var phase: InvitationPage.Phase
  /// The answer on record.
  package var recorded: AnswerForm?

  package init(
    link: Link, gathering: EventPageContent, phase: InvitationPage.Phase, recorded: AnswerForm?
  ) {
    self.link = link
    self.gathering = gathering
    self.phase = phase
    self.recorded = recorded
  }

  package init(_ page: InvitationPage, link: Link) {
    self.init(
      link: link, gathering: page.gathering, phase: page.phase,
      recorded: page.recorded.map {
        AnswerForm(answer: $0.answer, guests: $0.guests, answers: page.written)
      })
  }
}
