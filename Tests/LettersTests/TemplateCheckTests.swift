import Domain
import Letters
import Testing

@Suite struct TemplateCheckTests {
  private func problems(
    body: String, subject: String = "S", person: Person? = nil
  ) throws -> [String] {
    var templates = TemplateFolder.shipped
    templates.letters["nl/thanks"] = Article(
      path: "T.md", subject: subject, preheader: "", body: body, subjectLine: 2, preheaderLine: 3,
      bodyLine: 5)
    let programme = try Fixture.programme(
      events: [try Fixture.event()], templates: templates, people: person.map { [$0] } ?? [])
    return Composer.check(programme).map(\.description)
  }

  @Test(
    "Each mistake in a template is named with its place",
    arguments: [
      (
        "Dag {{person.frist}}",
        "T.md:5:5: error: there is no slot {{person.frist}}; did you mean {{person.first}}?"
      ),
      (
        "a\n\nb {{event.titel}}!",
        "T.md:7:3: error: there is no slot {{event.titel}}; did you mean {{event.title}}?"
      ),
      (
        "é {{{event.title}}}",
        "T.md:5:3: error: {{{ is not allowed: values are always escaped; write {{event.title}}"
      ),
      ("{{#answer.yes}}a", "T.md:5:1: error: the section {{#answer.yes}} is never closed"),
      ("a{{/answer.yes}}", "T.md:5:2: error: {{/answer.yes}} closes a section that is not open"),
      (
        "{{#answer.yes}}{{#answer.no}}a{{/answer.yes}}{{/answer.no}}",
        "T.md:5:31: error: {{/answer.yes}} comes before {{/answer.no}}, which was opened later"
      ),
      (
        "{{answer.yes}}",
        "T.md:5:1: error: {{answer.yes}} is a yes or a no: use it as {{#answer.yes}}…{{/answer.yes}}"
      ),
      (
        "{{answer.questions}}",
        "T.md:5:1: error: {{answer.questions}} is a list: use it as {{#answer.questions}}…{{/answer.questions}}"
      ),
      ("x {{event.title", "T.md:5:3: error: a tag that begins here is never closed with }}"),
      ("{{>frame}}", "T.md:5:1: error: {{>frame}} is not a tag that letters know"),
      (
        "**{{#answer.yes}}a** b{{/answer.yes}}",
        "T.md:5:3: error: the section {{#answer.yes}} must end in the paragraph it began in, or have both its tags alone on their lines"
      ),
      (
        "{{#answer.yes}}a\n\nb{{/answer.yes}}",
        "T.md:5:1: error: the section {{#answer.yes}} must end in the paragraph it began in, or have both its tags alone on their lines"
      ),
      (
        "Over: {{event.about}}",
        "T.md:5:7: error: {{event.about}} is a run of paragraphs: it must stand alone on its line"
      ),
      (
        "[x](javascript:alert(1))",
        "T.md:5:3: error: a link must begin with https:, http: or mailto:, not \"javascript:alert(1)\""
      ),
      (
        "[good](https://x.example)\n\nand [bad](ftp://x)",
        "T.md:7:9: error: a link must begin with https:, http: or mailto:, not \"ftp://x\""
      ),
      ("{{content}}", "T.md:5:1: error: there is no slot {{content}}"),
      ("a <b>b</b>", "T.md:5:3: warning: HTML is left out of letters; write Markdown"),
    ])
  func mistakes(_ body: String, _ expected: String) throws {
    let found = try problems(body: body)
    #expect(found.contains(expected), "found \(found)")
  }

  @Test("A subject is checked too, and cannot hold paragraphs")
  func subject() throws {
    #expect(
      try problems(body: "x", subject: "{{event.about}} {{nope}}") == [
        "T.md:2:1: error: {{event.about}} cannot stand in a single line",
        "T.md:2:17: error: there is no slot {{nope}}",
      ])
  }

  @Test("Columns of the roster and fields of events are slots")
  func ownFields() throws {
    let person = try Fixture.person()
    #expect(try problems(body: "{{person.phone}} {{fields.room}}", person: person) == [])
    #expect(
      try problems(body: "{{person.phone}}") == [
        "T.md:5:1: error: there is no slot {{person.phone}}"
      ])
    #expect(
      try problems(body: "{{person.phon}} {{fields.rom}}", person: person) == [
        "T.md:5:1: error: there is no slot {{person.phon}}; did you mean {{person.phone}}?",
        "T.md:5:17: error: there is no slot {{fields.rom}}; did you mean {{fields.room}}?",
      ])
  }

  @Test("What a language lacks is a warning; in the network's language an error")
  func languages() throws {
    var templates = TemplateFolder.shipped
    templates.letters["en/thanks"] = nil
    templates.letters["nl/reminder"] = nil
    templates.words["en"]?["date.months.3"] = nil
    templates.words["en"]?["alert.relay"] = nil
    templates.words["en"]?["mail.people_one"] = nil
    var event = try Fixture.event()
    event.steps = [try Fixture.step("thanks"), try Fixture.step("reminder")]
    let found = Composer.check(try Fixture.programme(events: [event], templates: templates))
    // openspace has a template of its own for thanks.
    #expect(
      found.map(\.description) == [
        "Templates/en/words.toml:1:1: warning: en lacks the word date.months.3",
        "Templates/en/words.toml:1:1: warning: en lacks the word alert.relay",
        "Templates/en/words.toml:1:1: warning: en lacks the word mail.people_one",
        "Templates/nl/reminder.md:1:1: error: there is no template for the step reminder of openspace",
      ])
  }

  @Test("A third language is only files, and its own plural forms are asked for")
  func thirdLanguage() throws {
    var templates = TemplateFolder.shipped
    for (key, letter) in templates.letters where key.hasPrefix("en/") {
      templates.letters["pl/" + key.dropFirst(3)] = letter
    }
    var words = templates.words["en"] ?? [:]
    templates.words["pl"] = words
    var programme = try Fixture.programme(templates: templates)
    #expect(
      Composer.check(programme).map(\.description) == [
        "Templates/pl/words.toml:1:1: warning: pl lacks the word mail.people_few",
        "Templates/pl/words.toml:1:1: warning: pl lacks the word mail.people_many",
      ])
    for (form, word) in [("one", "osoba"), ("few", "osoby"), ("many", "osób")] {
      words["mail.people_\(form)"] = "{n} \(word)"
    }
    words["mail.people_other"] = nil
    programme.templates.words["pl"] = words
    #expect(Composer.check(programme) == [])
    let composer = try Composer(programme: programme, keys: Fixture.keys)
    for (number, shown) in [(1, "1 osoba"), (22, "22 osoby"), (312, "312 osób")] {
      var host = try Fixture.host()
      host.language = "pl"
      let preview = SystemMail.Preview(
        step: "test", at: Fixture.instant, people: number, needsRelease: false)
      let letter = try composer.compose(
        LetterRequest(
          kind: .system(.preview(preview)), event: try Fixture.event(), person: host,
          instant: Fixture.instant))
      #expect(letter.text.contains("*To:* \(shown)\n"))
    }
  }

  @Test("HTML in an event's text is named at the event")
  func htmlInAbout() throws {
    var event = try Fixture.event()
    event.about = LocalizedText("Tekst\n\n<div>weg</div>")
    event.place = Event.Place(path: "Config/events/x.toml", line: 7)
    let found = Composer.check(try Fixture.programme(events: [event])).map(\.description)
    #expect(
      found == [
        "Config/events/x.toml:7:1: warning: 'about' holds HTML, which is left out of letters; write Markdown"
      ])
  }

  @Test("A layout must have room for the letter, the address, the reason and the way out")
  func layouts() throws {
    var templates = TemplateFolder.shipped
    templates.layoutText.text = "{{content}}\n{{word.mail.preferenses}}"
    let found = Composer.check(try Fixture.programme(templates: templates)).map(\.description)
    for slot in ["network.address", "link.unsubscribe", "reason"] {
      #expect(found.contains("Templates/layout.txt:1:1: error: the layout must hold {{\(slot)}}"))
    }
    #expect(
      found.contains(
        "Templates/layout.txt:2:1: error: there is no slot {{word.mail.preferenses}}; did you mean "
          + "{{word.mail.preferences}}?"))
  }

  @Test("A composer refuses templates with errors")
  func refusal() throws {
    var templates = TemplateFolder.shipped
    templates.letters["nl/thanks"]?.body = "{{nope}}"
    #expect(throws: LetterError.self) { try Fixture.composer(templates: templates) }
  }

  @Test("A bounce address too long for its tag is named")
  func longBounce() throws {
    var programme = try Fixture.programme()
    programme.mail.bounces = try MailAddress("a-very-long-bounce-mailbox-here@mvo.example")
    #expect(
      Composer.check(programme).map(\.text).first?.contains("leaves no room for a tag") == true)
  }
}
