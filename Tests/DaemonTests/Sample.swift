import Domain
import Testing

/// A programme of one event, "open", on 17 June 2027 at 14:00 UTC, with three people.
enum Sample {
  static let morning = Instant(seconds: 1_810_000_000)

  static func programme(zone: Zone = .utc) throws -> Programme {
    let address = try MailAddress("network@mvo.example")
    let none = SourceText(path: "", text: "")
    let people = try (0..<3).map {
      Person(id: "p\($0)", email: try MailAddress("p\($0)@b.example"), name: "P \($0)")
    }
    return Programme(
      network: Network(name: "MVO", zone: .utc, language: "nl", address: "Utrecht"),
      mail: MailSettings(from: Mailbox(name: "MVO", address: address), bounces: address),
      smtp: SMTPSettings(host: "127.0.0.1", port: 25), web: WebSettings(url: "http://127.0.0.1"),
      send: SendSettings(
        hours: .always(in: .utc), minGap: .days(3), confirmOver: 0, settle: .minutes(10)),
      people: Roster(people), playbooks: [:], events: [try event(zone)],
      templates: TemplateSet(
        layoutHTML: none, layoutText: none, letters: [:], web: [:], words: [:]),
      fingerprint: "1")
  }

  private static func event(_ zone: Zone) throws -> Event {
    let facts = EventFacts(
      starts: try local("2027-06-17T14:00:00"), ends: try local("2027-06-17T17:30:00"), zone: zone)
    let steps = [
      Step(
        name: "invitation", trigger: .at(.local(try local("2027-05-04T09:30:00"))), to: .audience,
        until: .start, onDoubt: .next),
      Step(name: "confirmation", trigger: .on(.rsvp), to: .person, until: .start, onDoubt: .resend),
    ]
    return Event(
      id: "open", kind: "openspace", title: LocalizedText("Open"), facts: facts,
      host: Mailbox(name: "Sanne", address: try MailAddress("sanne@mvo.example")),
      audience: .everyone, capacity: 1, answerBy: facts.startInstant, steps: steps)
  }

  static func local(_ text: String) throws -> LocalDateTime {
    try #require(LocalDateTime(parsing: text), "\(text)")
  }
}
