package import Domain

/// What the web pages share with the letters.
extension Composer {
  /// Dates in `language`, else in the network's.
  package func dates(_ language: String) -> Dates { Dates(self.language(language).words) }

  /// An event's Markdown as HTML with the letters' own styles: raw HTML and images left out, links
  /// only to http, https and mailto.
  package func html(markdown: String) -> String {
    let program = language(programme.network.language).compiler.plainMarkdown(markdown).html
    return program.text(SlotValues())
  }

  /// The path of `[web] url`; empty when it has none.
  package var webPath: String { programme.web.path }

  /// Whether letters of this name can be written in the network's language.
  package func hasTemplate(_ name: String, kind: String) -> Bool {
    let letters = language(programme.network.language).letters
    return letters["\(kind)/\(name)"] != nil || letters[name] != nil
  }

  /// The name that somebody is greeted by; empty without one.
  package static func firstName(of person: Person) -> String {
    GreetingName.of(PlainText.oneLine(person.name))
  }

  /// The calendar file of a person's page: the same entry as in the mails, without answer buttons.
  /// Nil for a request without an event, or about a newsletter.
  package func calendarFile(_ request: LetterRequest) -> String? {
    guard let event = request.event, !event.isNewsletter else { return nil }
    let language = language(request.person.language)
    let frame = frame(event, language)
    let links = links(event: event.id, person: request.person.id)
    let object = CalendarObject(
      method: event.facts.cancelled ? .cancel : .publish,
      uid: links.calendarUID(domain: mailDomain), sequence: request.sequence,
      stamp: request.instant,
      attendee: Mailbox(name: request.person.name, address: request.person.email),
      choice: request.answer?.choice, isWaiting: false, link: links.rsvp)
    return String(decoding: object.bytes(frame.calendar, words: language.words), as: UTF8.self)
  }
}
