import Domain
import Foundation
import Letters
import Templating
import Testing

@Suite struct WordsTests {
  private func text(
    _ template: String, language: String = "nl", _ edit: (inout Event) throws -> Void
  ) throws -> String {
    var event = try Fixture.event()
    try edit(&event)
    var templates = TemplateFolder.shipped
    templates.letters["nl/words"] = Article(
      path: "w.md", subject: template, preheader: "", body: "x")
    templates.letters["en/words"] = templates.letters["nl/words"]
    return try Fixture.composer(templates: templates).compose(
      LetterRequest(
        kind: .step(try Fixture.step("words")), event: event,
        person: try Fixture.person(language: language), instant: Fixture.instant)
    ).subject
  }

  @Test(
    "Days and times are written as the language writes them",
    arguments: [
      ("nl", "{{event.when}}", "donderdag 17 juni 2027, 14.00–17.30 uur"),
      ("en", "{{event.when}}", "Thursday 17 June 2027, 14:00–17:30"),
      ("nl", "{{event.date}} {{event.time}}", "donderdag 17 juni 2027 14.00–17.30 uur"),
      ("nl", "{{event.starts}} {{event.ends}} {{event.weekday}}", "14.00 uur 17.30 uur donderdag"),
      ("en", "{{event.starts}} {{event.ends}} {{event.weekday}}", "14:00 17:30 Thursday"),
      ("nl", "{{event.answer_by}}", "maandag 14 juni"),
      ("en", "{{event.answer_by}}", "Monday 14 June"),
      ("nl", "{{event.zone}}|{{event.venue}}", "|De Fabrique, Westkanaaldijk 7, Utrecht"),
    ])
  func dates(_ language: String, _ template: String, _ expected: String) throws {
    #expect(try text(template, language: language) { _ in } == expected)
  }

  @Test("An event of several days names both")
  func severalDays() throws {
    let long = try text("{{event.when}}|{{event.time}}") {
      $0.facts.ends = try Fixture.time(2027, 6, 18, 12)
    }
    #expect(long == "donderdag 17 juni 2027, 14.00 uur tot vrijdag 18 juni 2027, 12.00 uur|")
  }

  @Test("Early hours have no zero in Dutch and one in English")
  func earlyHours() throws {
    let early: (inout Event) throws -> Void = {
      $0.facts.starts = try Fixture.time(2027, 6, 17, 9, 5)
    }
    #expect(try text("{{event.starts}}", early) == "9.05 uur")
    #expect(try text("{{event.starts}}", language: "en", early) == "09:05")
  }

  @Test(
    "The last moment to answer is a day when it is the end of that day",
    arguments: [
      (2027, 6, 14, 23, 59, "maandag 14 juni"), (2027, 6, 15, 0, 0, "maandag 14 juni"),
      (2027, 6, 14, 12, 0, "maandag 14 juni, 12.00 uur"),
      (2026, 12, 31, 23, 59, "donderdag 31 december 2026"),
    ])
  func answerBy(_ y: Int, _ mo: Int, _ d: Int, _ h: Int, _ mi: Int, _ expected: String) throws {
    let found = try text("{{event.answer_by}}") {
      $0.answerBy = $0.facts.zone.instant(try Fixture.time(y, mo, d, h, mi))
    }
    #expect(found == expected)
  }

  @Test("A zone that is not the network's is named")
  func otherZone() throws {
    let found = try text("{{event.zone}} {{event.when}}") {
      $0.facts.zone = try Fixture.zone("Europe/London")
    }
    #expect(found == "Europe/London donderdag 17 juni 2027, 14.00–17.30 uur")
  }

  @Test("The page about templates is made from the slot table")
  func documentation() throws {
    let page = TemplateFolder.root.appending(path: "../docs/templates.md").standardized
    if Golden.regenerate {
      try Data(SlotTable.markdown().utf8).write(to: page)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == SlotTable.markdown())
  }

  @Test(
    "Accents are made readable wherever text meets them",
    arguments: [
      "#0a6640", "#ffff00", "#ffffff", "#000000", "#ff6600", "#7f7f7f", "#123456", "#e30613",
    ])
  func contrast(_ hex: String) {
    let accent = LetterColors(hex)
    func contrast(_ a: String, _ b: String) -> Double {
      AccentColor(hex: a).flatMap { a in AccentColor(hex: b).map(a.contrast) } ?? 0
    }
    #expect(contrast(accent.base, accent.text) >= 4.5)
    #expect(contrast("#ffffff", accent.onWhite) >= 4.5)
    #expect(contrast("#1b1f1d", accent.onDark) >= 4.5)
  }
}
