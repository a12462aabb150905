import Domain
import Foundation
import Letters

/// A small network, as the tests need it.
enum Fixture {
  static let keys = SigningKeys(master: Array(0..<32))

  static func zone(_ name: String) throws -> Zone {
    let file = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
    return try Zone(name: name, tzif: Array(file))
  }

  static func time(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0
  ) throws -> LocalDateTime {
    struct NoSuchTime: Error {}
    guard
      let time = LocalDateTime(year: year, month: month, day: day, hour: hour, minute: minute)
    else { throw NoSuchTime() }
    return time
  }

  static func person(
    name: String = "Anna Jansen", organisation: String = "Bakker BV", language: String = "nl"
  ) throws -> Person {
    Person(
      id: "1042", email: try MailAddress("anna@bakker.example"), name: name,
      organisation: organisation, language: language, tags: ["partner"],
      fields: ["phone": "030 123 45 67"])
  }

  static func host() throws -> Person {
    Person(
      id: "sanne@mvo.example", email: try MailAddress("sanne@mvo.example"),
      name: "Sanne de Boer", language: "nl")
  }

  static func event(
    kind: String = "openspace", zone: String = "Europe/Amsterdam", title: String = "MVO OpenSpace",
    venue: Venue = Venue(name: "De Fabrique", address: "Westkanaaldijk 7\nUtrecht"),
    cancelled: Bool = false, day: Int = 17
  ) throws -> Event {
    let zone = try self.zone(zone)
    let facts = EventFacts(
      starts: try time(2027, 6, day, 14), ends: try time(2027, 6, day, 17, 30), zone: zone,
      venue: venue, cancelled: cancelled)
    return Event(
      id: "openspace-juni", kind: kind, title: LocalizedText(title), facts: facts,
      host: Mailbox(name: "Sanne de Boer", address: try MailAddress("sanne@mvo.example")),
      audience: try Audience(parsing: "everyone"), capacity: 120,
      answerBy: zone.instant(try time(2027, 6, 14, 23, 59)),
      about: LocalizedText(
        byLanguage: [
          "nl": "Breng een **vraag** mee. De agenda maken we samen.\n\n- Praktijk\n- Geen praatjes",
          "en": "Bring a **question**. We make the agenda together.\n\n- Practice\n- No talks",
        ]),
      fields: ["room": "Zaal 3"],
      questions: [
        Question(
          id: "dilemma",
          ask: LocalizedText(
            byLanguage: ["nl": "Welke vraag breng je mee?", "en": "Which question do you bring?"]))
      ], steps: [])
  }

  static func newsletter() throws -> Event {
    let zone = try self.zone("Europe/Amsterdam")
    let starts = try time(2027, 5, 6, 9, 30)
    func article(_ subject: String, _ body: String) -> Article {
      Article(path: "Config/newsletters/mei.md", subject: subject, preheader: "", body: body)
    }
    let dutch =
      "## Grondstoffen\n\nLees [het hele verhaal](https://mvo.example/grondstoffen) na.\n\n"
      + "| Wat | Wanneer |\n|---|---|\n| OpenSpace | 17 juni |\n\n1. Een\n2. Twee\n\n> Zo is het."
    return Event(
      id: "newsletter-mei", kind: "newsletter",
      title: LocalizedText(byLanguage: ["nl": "Nieuws van mei", "en": "News of May"]),
      facts: EventFacts(starts: starts, ends: starts, zone: zone),
      host: Mailbox(name: "MVO", address: try MailAddress("sanne@mvo.example")),
      audience: try Audience(parsing: "everyone"), answerBy: zone.instant(starts), steps: [],
      article: [
        "nl": article("Nieuws van mei", dutch),
        "en": article("News of May", "## Materials\n\nRead [the story](https://mvo.example/en)."),
      ])
  }

  static func programme(
    events: [Event] = [], templates: TemplateSet = TemplateFolder.shipped,
    dkim: DKIMSettings? = nil, people: [Person] = []
  ) throws -> Programme {
    let zone = try self.zone("Europe/Amsterdam")
    let open = SendingHours.always(in: zone)
    return Programme(
      network: Network(
        name: "MVO Nederland", zone: zone, language: "nl",
        address: "Postbus 1, 3500 AA Utrecht"),
      mail: MailSettings(
        from: Mailbox(name: "MVO Nederland", address: try MailAddress("uitnodiging@mvo.example")),
        bounces: try MailAddress("bounces@mvo.example"), dkim: dkim),
      smtp: SMTPSettings(host: "127.0.0.1", port: 587),
      web: WebSettings(url: "https://doe-mee.mvo.example"),
      send: SendSettings(hours: open, minGap: .days(3), settle: .minutes(10)),
      people: Roster(people), playbooks: [:], events: events, templates: templates,
      fingerprint: "0")
  }

  static func composer(
    events: [Event] = [], templates: TemplateSet = TemplateFolder.shipped
  ) throws -> Composer {
    try Composer(programme: try programme(events: events, templates: templates), keys: keys)
  }

  static func step(
    _ name: String, on occurrence: Step.Occurrence? = nil, to: Step.Recipients = .audience,
    calendar: Bool = false
  ) throws -> Step {
    let moment = try Moment(parsing: "-6w")
    return Step(
      name: name, trigger: occurrence.map(Step.Trigger.on) ?? .at(moment), to: to, until: .start,
      calendar: calendar, onDoubt: .next)
  }

  static let instant = Instant(seconds: 1_809_934_200)  // 2027-05-10T07:30:00Z
}
