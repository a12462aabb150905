import Domain
import Foundation
import Letters
import Testing

/// Whatever a partner, a company or an editor writes comes out as that text, and as nothing else.
@Suite struct HostileTextTests {
  static let texts: [String] = [
    "Zoë O’Neill", "李小龍", "محمد بن سلمان", "שלום עולם", "👩‍👩‍👧‍👦 familie 🇳🇱", "e\u{301}e\u{301}",
    "\"quoted\" \\ back",
    "Bakker & Zn. <b>vet</b>", "<script>alert(1)</script>", "</title><h1>x", "{{person.email}}",
    "{{{content}}}", "{{#answer.yes}}x{{/answer.yes}}", "=?utf-8?q?evil?=", "a =?x?= b", "a;b,c:d",
    "%41%0a&amp;",
    "semi; comma, colon: 'quote'", "a  b   c", "(comment) [x](https://evil.example)",
    "**vet** _en_ `code`",
    "- lijst", "# kop", "> citaat", "<!--\u{F0000}-->", "\u{F0001}", "ends with =", "dot.", ".",
    "From me to you",
    String(repeating: "é", count: 90), String(repeating: "x", count: 120),
    String(repeating: "lang woord ", count: 40) + "einde",
    "\u{200B}zero\u{200D}width", "a^b \"c\"", "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語",
    "tab\u{2003}em", "\u{202E}omgekeerd\u{202C}",
    "\u{0301}\u{0308}\u{20DD}", "\u{2067}עברית\u{2069}", "\u{200F}שלום\u{200E}",
    "'; DROP TABLE people; --",
  ]

  static let broken: [(String, String)] = [
    ("a\r\nBcc: evil@example.org", "a Bcc: evil@example.org"), ("a\nb", "a b"), ("a\rb", "a b"),
    ("nul\u{0}byte", "nul\u{FFFD}byte"), ("a\u{85}b\u{2028}c\u{2029}d", "a b c d"),
    ("esc\u{1B}[31m", "esc\u{FFFD}[31m"), ("\u{1}\u{2}x", "\u{FFFD}\u{FFFD}x"),
    ("a\u{9F}b", "a\u{FFFD}b"),
  ]

  private let composer: Composer

  init() throws {
    let body = """
      N[{{person.name}}] O[{{person.organisation}}] F[{{person.phone}}]

      T[{{event.title}}] V[{{event.venue_name}}] `{{person.name}}`

      {{#answer.questions}}
      - Q[{{question}}] A[{{text}}]
      {{/answer.questions}}

      [label]({{link.rsvp}}) [mail](mailto:{{person.name}})
      """
    var templates = TemplateFolder.shipped
    templates.letters = [
      "nl/hostile": Article(
        path: "hostile.md", subject: "S[{{person.name}}]", preheader: "{{event.title}}", body: body),
      "en/hostile": Article(
        path: "hostile.md", subject: "S[{{person.name}}]", preheader: "{{event.title}}", body: body),
    ]
    composer = try Fixture.composer(templates: templates)
  }

  private func letter(_ text: String) throws -> Letter {
    var person = try Fixture.person(name: text, organisation: text, language: "en")
    person.fields["phone"] = text
    var event = try Fixture.event(title: text, venue: Venue(name: text, address: "", online: ""))
    event.questions = [Question(id: "q", ask: LocalizedText(text))]
    event.about = LocalizedText("Plain.")
    let request = LetterRequest(
      kind: .step(try Fixture.step("hostile", calendar: true)), event: event, person: person,
      answer: LetterRequest.Answer(choice: .yes, questions: ["q": text]), seat: .seated,
      instant: Fixture.instant)
    return try composer.compose(request)
  }

  private func expect(_ mail: ParsedMail, carries text: String) throws {
    #expect(mail.defects == [])
    #expect(mail.header("Subject") == "S[\(text)]")
    #expect(mail.header("Bcc") == nil)
    // Beside another address, a name with an @ would look like the one the mail goes to.
    #expect(mail.toName == (text.contains("@") ? "" : text))
    #expect(mail.toAddress == "anna@bakker.example")
    let words = text.spacesCollapsed
    let plain = try #require(mail.part("text/plain")).content.spacesCollapsed
    for place in [
      "N[\(words)]", "O[\(words)]", "F[\(words)]", "T[\(words)]", "Q[\(words)]", "A[\(words)]",
    ] {
      #expect(plain.utf8Contains(place))
    }
    let html = try #require(mail.part("text/html")).content
    let escaped = text.htmlEscaped
    for place in ["N[\(escaped)]", "O[\(escaped)]", "T[\(escaped)]", "A[\(escaped)]"] {
      #expect(html.utf8Contains(place))
    }
  }

  @Test("Any text comes back from the parsed mail as it was written")
  func comesBack() throws {
    let letters = try Self.texts.map(letter)
    for (text, mail) in zip(Self.texts, try Python.parse(letters.map(\.message))) {
      try expect(mail, carries: text)
    }
  }

  @Test("Line ends become spaces and control characters U+FFFD; no header and no line is added")
  func controls() throws {
    let letters = try Self.broken.map { try letter($0.0) }
    for ((_, clean), mail) in zip(Self.broken, try Python.parse(letters.map(\.message))) {
      try expect(mail, carries: clean)
    }
  }

  @Test("Hundreds of random texts come back too", arguments: 0..<4)
  func random(_ seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let texts = (0..<50).map { _ in Self.randomText(&generator) }
    let letters = try texts.map(letter)
    for (text, mail) in zip(texts, try Python.parse(letters.map(\.message))) {
      try expect(mail, carries: text)
    }
  }

  @Test("Every line is short, strict CRLF and ASCII", arguments: texts + broken.map(\.0))
  func lines(_ text: String) throws {
    let message = try letter(text).message
    #expect(message.allSatisfy { $0 < 0x80 && $0 != 0 })
    #expect(message.suffix(2) == [0x0d, 0x0a])
    var length = 0
    for (index, byte) in message.enumerated() {
      if byte == 0x0a {
        #expect(index > 0 && message[index - 1] == 0x0d)
        #expect(length - 1 <= 76 || !message[..<index].isEmpty && length < 400)
        length = 0
      } else {
        if index > 0, message[index - 1] == 0x0d { Issue.record("a bare CR at \(index)") }
        length += 1
      }
    }
  }

  private static func randomText(_ generator: inout SplitMix) -> String {
    let pools: [ClosedRange<UInt32>] = [
      0x20...0x7e, 0xa1...0x17f, 0x370...0x3ff, 0x4e00...0x4eff, 0x1f600...0x1f64f,
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 1...120, using: &generator) {
      let pool = pools[Int.random(in: 0..<pools.count, using: &generator)]
      if let scalar = Unicode.Scalar(UInt32.random(in: pool, using: &generator)), scalar != "@" {
        text.append(scalar)
      }
    }
    return "x" + String(text) + "x"
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

extension String {
  /// By bytes: no canonical equivalence.
  func utf8Contains(_ other: String) -> Bool {
    Data(utf8).range(of: Data(other.utf8)) != nil
  }

  /// As a reader of wrapped text sees it.
  var spacesCollapsed: String {
    unicodeScalars.split { $0 == " " || $0 == "\r" || $0 == "\n" }.map { String($0) }
      .joined(separator: " ")
  }

  var htmlEscaped: String {
    replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
      .replacingOccurrences(of: "'", with: "&#39;")
  }
}
