import Domain
import State

/// The smallest programme that is one, for rules that need it whole.
struct ProgrammeSample {
  var events: [Event] = []
  var people: [Person] = []
  var settle = Span.minutes(10)
  var fingerprint = "1"

  static let steps: [Step] =
    [
      Step(
        name: "invitation", trigger: .at(.offset(.init(beforeStart: true, span: .weeks(6)))),
        to: .audience, until: .answerBy, onDoubt: .next)
    ]
    + Step.Occurrence.allCases.map { kind in
      Step(
        name: kind == .rsvp ? "confirmation" : kind.rawValue, trigger: .on(kind), to: .person,
        until: .start, onDoubt: .resend)
    }

  static func event(
    _ id: String, capacity: Int = 0, perOrganisation: Int = 0, guests: Int = 0,
    offerFor: Span = .hours(24), steps: [Step] = steps
  ) throws -> Event {
    let facts = EventFacts(
      starts: try local("2027-06-17T14:00:00"), ends: try local("2027-06-17T17:30:00"), zone: .utc,
      venue: Venue(name: "De Fabrique"))
    return Event(
      id: id, kind: "gathering", title: LocalizedText(id), facts: facts,
      host: Mailbox(name: "Sanne", address: try MailAddress("sanne@mvo.example")),
      audience: .everyone, capacity: capacity, perOrganisation: perOrganisation,
      answerBy: facts.startInstant, offerFor: offerFor, guests: guests, steps: steps)
  }

  func programme() throws -> Programme {
    let address = try MailAddress("network@mvo.example")
    let none = SourceText(path: "", text: "")
    return Programme(
      network: Network(name: "MVO", zone: .utc, language: "nl", address: "Utrecht"),
      mail: MailSettings(from: Mailbox(name: "MVO", address: address), bounces: address),
      smtp: SMTPSettings(host: "127.0.0.1", port: 25), web: WebSettings(url: "http://127.0.0.1"),
      send: SendSettings(hours: .always(in: .utc), minGap: .days(3), settle: settle),
      people: Roster(people), playbooks: [:], events: events,
      templates: TemplateSet(
        layoutHTML: none, layoutText: none, letters: [:], web: [:], words: [:]),
      fingerprint: fingerprint)
  }
}
