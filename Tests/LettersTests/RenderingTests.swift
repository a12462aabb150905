import Domain
import Foundation
import Letters
import Testing

/// What becomes of Markdown and of values, beyond the shipped letters.
@Suite struct RenderingTests {
  private func letter(
    body: String = "{{event.about}}", about: String = "",
    _ edit: (inout LetterRequest) throws -> Void = { _ in }
  ) throws -> Letter {
    var templates = TemplateFolder.shipped
    templates.letters["nl/probe"] = Article(
      path: "probe.md", subject: "S[{{event.title}}]", preheader: "", body: body)
    var event = try Fixture.event()
    event.about = LocalizedText(about)
    var request = LetterRequest(
      kind: .step(try Fixture.step("probe")), event: event, person: try Fixture.person(),
      instant: Fixture.instant)
    try edit(&request)
    return try Fixture.composer(templates: templates).compose(request)
  }

  private func note(_ text: String) throws -> Letter {
    try Fixture.composer().compose(
      LetterRequest(
        kind: .system(.note(text)), event: try Fixture.event(), person: try Fixture.person(),
        instant: Fixture.instant))
  }

  @Test(
    "However deep a text is nested, its words are kept and nothing overflows",
    arguments: [
      String(repeating: ">", count: 4000) + " diep",
      String(repeating: "- ", count: 2000) + "diep",
      String(repeating: "*", count: 2000) + "diep" + String(repeating: "*", count: 2000),
      String(repeating: "1. > ", count: 1000) + "`diep`",
    ])
  func depth(_ text: String) throws {
    for letter in [try letter(about: text), try note(text)] {
      #expect(letter.html.contains("diep"))
      #expect(letter.text.contains("diep"))
    }
  }

  @Test("Code keeps its lines together in the text part, also in a list")
  func code() throws {
    let text = try letter(
      about: "Voor\n\n```\neen\n  twee\n\nvier\n```\n\n- punt\n\n- ```\n  in lijst\n  ```\n\nNa"
    ).text
    #expect(
      text.hasPrefix("Voor\n\n    een\n      twee\n\n    vier\n\n- punt\n\n-     in lijst\n\nNa\n"),
      "\(text)")
  }

  @Test("A host without a name is called by the address")
  func namelessHost() throws {
    let letter = try letter(body: "[mail {{event.host}}](mailto:{{event.host_email}})") {
      $0.event?.host.name = ""
    }
    #expect(letter.html.contains(">mail sanne@mvo.example</a>"))
  }

  @Test("No boundary of a message begins like another one")
  func boundaries() throws {
    let preview = SystemMail.Preview(
      step: "invitation", at: Fixture.instant, people: 1, needsRelease: false)
    var programme = try Fixture.programme()
    programme.network.mailLogo = Network.Logo(mediaType: "image/png", bytes: [1, 2, 3])
    let composer = try Composer(programme: programme, keys: Fixture.keys)
    var event = try Fixture.event()
    event.steps = [try Fixture.step("invitation", calendar: true)]
    let letter = try composer.compose(
      LetterRequest(
        kind: .system(.preview(preview)), event: event, person: try Fixture.host(),
        instant: Fixture.instant))
    let message = String(decoding: letter.message, as: UTF8.self)
    let names = message.components(separatedBy: "boundary=\"").dropFirst()
      .compactMap { $0.components(separatedBy: "\"").first }
    // mixed(alternative(text, related), message(mixed(alternative(text, related, calendar), file)))
    #expect(names.count == 6 && Set(names).count == 6)
    for name in names {
      #expect(names.count { $0.hasPrefix(name) } == 1, "\(names)")
      #expect(name.utf8.count <= 70)
    }
    let mail = try #require(try Python.parse([letter.message]).first)
    #expect(mail.defects == [])
  }

  @Test(
    "A calendar file may have any name",
    arguments: [
      "uitnodiging.ics", "kalender — één.ics", "予定表.ics", "a\"b\\c.ics",
      String(repeating: "lange naam ", count: 20) + "einde.ics",
      String(repeating: "予定表", count: 30) + ".ics",
    ])
  func fileName(_ name: String) throws {
    var templates = TemplateFolder.shipped
    templates.words["nl"]?["calendar.file_name"] = name
    let letter = try Fixture.composer(templates: templates).compose(
      LetterRequest(
        kind: .step(try Fixture.step("invitation", calendar: true)), event: try Fixture.event(),
        person: try Fixture.person(), instant: Fixture.instant))
    let mail = try #require(try Python.parse([letter.message]).first)
    #expect(mail.defects == [])
    let file = mail.part("application/ics")?.fileName ?? ""
    #expect(file == name)
    let lines = String(decoding: letter.message, as: UTF8.self).components(separatedBy: "\r\n")
      .filter { $0.contains("name") && $0.hasPrefix(" ") }
    #expect(lines.count >= 2 && lines.allSatisfy { $0.utf8.count <= 76 })
    // A reader without RFC 2231 must see what kind of file it is.
    #expect(lines.first?.hasSuffix(".ics\"") == true)
  }

  @Test(
    "A value that turns the direction of writing turns it back at its end",
    arguments: [
      ("\u{202E}omgekeerd", "\u{202E}omgekeerd\u{202C}"),
      ("\u{2067}a\u{202B}b", "\u{2067}a\u{202B}b\u{202C}\u{2069}"),
      ("\u{202A}x\u{202C}", "\u{202A}x\u{202C}"), ("\u{2066}a\u{202D}b\u{2069}c", nil),
      ("gewoon", "gewoon"), ("\u{0301}\u{0308}", "\u{0301}\u{0308}"), ("a\u{202C}b", "a\u{202C}b"),
    ] as [(String, String?)])
  func direction(_ value: String, _ shown: String?) throws {
    let letter = try letter(body: "N[{{person.name}}] F[{{fields.room}}]") {
      $0.person.name = value
      $0.event?.fields["room"] = value
      $0.event?.title = LocalizedText(value)
    }
    let expected = shown ?? value
    for text in [letter.text, letter.html] {
      #expect(text.utf8Contains("N[\(expected)] F[\(expected)]"))
    }
    let mail = try #require(try Python.parse([letter.message]).first)
    #expect(mail.header("Subject").map { Array($0.utf8) } == Array("S[\(expected)]".utf8))
    #expect(Array(mail.toName.utf8) == Array(expected.utf8))
  }

  @Test("A value stays a value in a link, a button, a list, a table and a heading")
  func places() throws {
    let value = "*a* _b_ [c](https://evil.example) `d` &amp; <e> \"f\" {{g}} | h"
    let letter = try letter(
      body: """
        # {{person.name}}

        - {{person.name}}

        | {{person.name}} | x |
        |---|---|
        | y | **{{person.name}}** |

        [{{person.name}}](https://x.example/?q={{person.name}}) [z]({{fields.room}})

        [{{person.name}}]({{link.rsvp}} "button")
        """
    ) {
      $0.person.name = value
      $0.event?.fields["room"] = "javascript:alert(1)//" + value
    }
    #expect(letter.html.components(separatedBy: value.htmlEscaped).count == 7)
    #expect(!letter.html.contains("href=\"https://evil"))
    #expect(letter.html.contains("href=\"#\""))
    #expect(!letter.html.contains("javascript:"))
    let encoded = "%2Aa%2A%20_b_%20%5Bc%5D%28https%3A%2F%2Fevil.example%29"
    #expect(letter.html.contains("href=\"https://x.example/?q=\(encoded)"))
    #expect(letter.text.contains("\nhttps://x.example/?q=\(encoded)"))
    #expect(letter.text.spacesCollapsed.contains("- \(value)"))
  }

  @Test("A subject, a name and a word of a thousand letters break no line")
  func longValues() throws {
    let word = String(repeating: "woord", count: 400)
    let letter = try letter(body: "{{person.name}}\n\n[x](https://x.example/{{person.name}})") {
      $0.person.name = word
      $0.event?.title = LocalizedText(word)
    }
    #expect(letter.message.split(separator: 0x0a).allSatisfy { $0.count <= 999 })
    let mail = try #require(try Python.parse([letter.message]).first)
    #expect(mail.defects == [])
    #expect(mail.header("Subject") == "S[\(word)]")
    #expect(mail.part("text/plain")?.content.contains("\nhttps://x.example/\(word)") == true)
  }

  @Test("Files with the line ends of Windows give the same letters")
  func windowsLineEnds() throws {
    var templates = TemplateFolder.shipped
    templates.layoutHTML.text.replace("\n", with: "\r\n")
    templates.layoutText.text.replace("\n", with: "\r\n")
    for (key, letter) in templates.letters {
      templates.letters[key]?.body = letter.body.replacing("\n", with: "\r\n")
    }
    let composer = try Fixture.composer(templates: templates)
    for golden in GoldenCase.all where golden.name != "note" {
      let letter = try composer.compose(try golden.request())
      let known = try Data(contentsOf: Golden.folder.appending(path: golden.fileName))
      #expect(Data(letter.message) == known, "\(golden.testDescription)")
    }
  }

  @Test(
    "Encoded words are short and whole, and nothing else stands on their lines",
    arguments: [
      String(repeating: "é", count: 300), String(repeating: "Één zin met é ", count: 30),
      String(repeating: "予定", count: 100), String(repeating: "👩‍👩‍👧‍👦", count: 30),
      "kort é",
    ])
  func encodedWords(_ text: String) throws {
    let letter = try letter {
      $0.person.name = text
      $0.event?.title = LocalizedText(text)
    }
    let lines = String(decoding: letter.message, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines.prefix { !$0.isEmpty }.filter { $0.contains("=?utf-8?") }
    #expect(words.count >= 2)
    for line in words {
      #expect(line.utf8.count <= 76, "\(line)")
      for word in line.split(separator: " ") where word.hasPrefix("=?") {
        #expect(word.utf8.count <= 75 && word.hasSuffix("?="), "\(word)")
      }
    }
  }

  @Test("No line of a body begins with a full stop or From")
  func dangerousLines() throws {
    let long = String(repeating: "woord ", count: 12)
    for end in ["", "\n\né"] {
      let letter = try letter(
        about: ".\n\n.punt\n\nFrom mij\n\n\(long). . .\n\n```\n.code\nFrom code\n```" + end)
      let lines = String(decoding: letter.message, as: UTF8.self).components(separatedBy: "\r\n")
      #expect(lines.contains { $0.hasPrefix("=2Epunt") || $0.hasPrefix("=46rom mij") })
      #expect(!lines.contains { $0.hasPrefix(".") || $0.hasPrefix("From mij") })
    }
  }

  @Test("Empty values leave no gap, no comma and no line behind")
  func emptyValues() throws {
    for golden in GoldenCase.all {
      var request = try golden.request()
      request.person.name = ""
      request.person.organisation = ""
      request.event?.facts.venue = Venue(name: "", address: "", online: "")
      request.event?.about = .none
      let letter = try Fixture.composer().compose(request)
      for odd in [" ,", "a  ", "()", "[]", " .\n", ": \n", "** ", "\n\n\n"]
      where letter.text.contains(odd) {
        Issue.record("\(golden.testDescription) holds \(odd.debugDescription)")
      }
      #expect(letter.text.contains(golden.language == "nl" ? "Dag,\n" : "Hello,\n"))
    }
  }

  @Test("The words of a language cannot stand for a slot")
  func wordsAreWords() throws {
    var templates = TemplateFolder.shipped
    templates.words["nl"]?["mail.unsubscribe"] = "Weg\u{F0005}"
    templates.letters["nl/probe"] = Article(
      path: "probe.md", subject: "S", preheader: "", body: "{{word.mail.unsubscribe}}")
    let letter = try Fixture.composer(templates: templates).compose(
      LetterRequest(
        kind: .step(try Fixture.step("probe")), event: try Fixture.event(),
        person: try Fixture.person(), instant: Fixture.instant))
    #expect(letter.text.hasPrefix("Weg\u{FFFD}\n"))
  }
}
