import Domain
import Foundation
import Letters

/// A network and its gathering: the shipped templates, and what an invitation has to fill them.
enum ComposeSample {
  static func event() throws -> Event {
    let tzif = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Amsterdam")))
    let zone = try Zone(name: "Europe/Amsterdam", tzif: tzif)
    guard let starts = LocalDateTime(year: 2027, month: 6, day: 17, hour: 14),
      let ends = LocalDateTime(year: 2027, month: 6, day: 17, hour: 17, minute: 30)
    else { preconditionFailure("17 June 2027") }
    return Event(
      id: "openspace-juni", kind: "openspace", title: LocalizedText("MVO OpenSpace"),
      facts: EventFacts(
        starts: starts, ends: ends, zone: zone,
        venue: Venue(name: "De Fabrique", address: "Westkanaaldijk 7\nUtrecht")),
      host: Mailbox(name: "Sanne de Boer", address: try MailAddress("sanne@mvo.example")),
      audience: try Audience(parsing: "everyone"), answerBy: zone.instant(starts),
      about: LocalizedText(
        "Breng een **vraag** mee. De agenda maken we samen.\n\n- Praktijk\n- Ruimte"),
      steps: [])
  }

  static func programme(_ event: Event) throws -> Programme {
    let zone = event.facts.zone
    return Programme(
      network: Network(
        name: "MVO Nederland", zone: zone, language: "nl", address: "Postbus 1, Utrecht"),
      mail: MailSettings(
        from: Mailbox(name: "MVO Nederland", address: try MailAddress("uitnodiging@mvo.example")),
        bounces: try MailAddress("bounces@mvo.example")),
      smtp: SMTPSettings(host: "127.0.0.1", port: 587),
      web: WebSettings(url: "https://doe-mee.mvo.example"),
      send: SendSettings(hours: .always(in: zone), minGap: .days(3), settle: .minutes(10)),
      people: Roster([]), playbooks: [:], events: [event], templates: try templates(),
      fingerprint: "")
  }

  private static func templates() throws -> TemplateSet {
    func read(_ path: String) throws -> String {
      try String(contentsOf: URL(filePath: "Templates/\(path)"), encoding: .utf8)
    }
    let invitation = try read("nl/openspace/invitation.md").components(separatedBy: "+++\n")
    var words = [
      "date.long": "{weekday} {day} {month} {year}", "date.short": "{weekday} {day} {month}",
      "date.clock": "{hour}.{minute}", "date.time": "{clock} uur", "date.range": "{from}–{to} uur",
      "date.when": "{date}, {time}", "date.moment": "{date}, {time}",
      "mail.reason_audience": "Je krijgt deze mail omdat je bent uitgenodigd voor {{event.title}}.",
      "mail.unsubscribe": "Afmelden", "mail.preferences": "Voorkeuren",
      "calendar.answer": "Antwoorden of wijzigen", "calendar.file_name": "uitnodiging.ics",
    ]
    for month in 1...12 { words["date.months.\(month)"] = "maand \(month)" }
    for day in 1...7 { words["date.weekdays.\(day)"] = "dag \(day)" }
    return TemplateSet(
      layoutHTML: SourceText(path: "Templates/layout.html", text: try read("layout.html")),
      layoutText: SourceText(path: "Templates/layout.txt", text: try read("layout.txt")),
      letters: [
        "nl/invitation": Article(
          path: "invitation.md", subject: "Met welke vraag kom jij? {{event.title}}",
          preheader: "{{event.when}}", body: invitation.dropFirst(2).joined())
      ], web: [:], words: ["nl": words])
  }
}
