import Domain
import Testing
import Web

@Suite struct PagesTests {
  @Test func `Dutch and English have the same words`() throws {
    let dutch = try Templates.words("nl")
    let english = try Templates.words("en")
    #expect(Set(dutch.keys) == Set(english.keys))
    #expect(dutch.count > 150)
    for (key, text) in dutch {
      #expect(Self.places(text) == Self.places(english[key] ?? ""), "\(key)")
    }
  }

  private static func places(_ text: String) -> Set<String> {
    var names: Set<String> = []
    for part in (" " + text).split(separator: "{").dropFirst() {
      names.insert(String(part.prefix { $0 != "}" }))
    }
    return names
  }

  @Test(arguments: ["nl", "en"])
  func `every word and slot that a page uses is in each language`(language: String) throws {
    // Alone, so that no other language can stand in.
    let words = try Templates.words(language)
    let dress = Branding(networkName: "N", address: "A", accent: "#0a6640", language: language)
    _ = try PageRenderer(templates: Templates.web(), words: [language: words], dress: dress)
    // What only the code of one page asks for is missed as well.
    for key in ["colleague.own_done", "unsubscribe.kind_stop", "preferences.all_on"] {
      var fewer = words
      fewer["web." + key] = nil
      let faults = #expect(throws: PageFaults.self) {
        try PageRenderer(templates: Templates.web(), words: [language: fewer], dress: dress)
      }
      #expect(faults?.faults.map(\.text) == ["\"\(key)\" is missing"])
    }
  }

  @Test(arguments: [
    ("{{person.nam}}", 2, "nothing is called \"person.nam\" on this page"),
    ("{{word.rsvp.bogus}}", 2, "nothing is called \"word.rsvp.bogus\" on this page in en/web.toml"),
    ("{{#faults}}", 2, "{{#faults}} is never closed"),
    ("{{/faults}}", 2, "{{/faults}} closes nothing that is open here"),
    ("{{{event.title}}}", 2, "a page inserts nothing unescaped; write {{name}}"),
    ("{{>nowhere}}", 2, "there is no web/nowhere.html"),
    ("{{event.title", 2, "{{ without }}"),
  ])
  func `a mistake in a page is named with its place`(
    mistake: String, line: Int, text: String
  ) throws {
    var templates = try Templates.web()
    templates["message"] = "<p>good</p>\n<p>" + mistake
    let words = ["en": try Templates.words("en")]
    let faults = #expect(throws: PageFaults.self) {
      try PageRenderer(
        templates: templates, words: words,
        dress: Branding(networkName: "N", address: "A", accent: "#0a6640", language: "en"))
    }
    let fault = try #require(faults?.faults.first)
    #expect(fault.file == "web/message.html")
    #expect(fault.line == line)
    #expect(fault.text == text)
  }

  @Test func `a page that contains itself is a mistake and not a hang`() throws {
    var templates = try Templates.web()
    templates["facts"] = "{{>facts}}"
    let words = ["en": try Templates.words("en")]
    #expect(throws: PageFaults.self) {
      try PageRenderer(
        templates: templates, words: words,
        dress: Branding(networkName: "N", address: "A", accent: "#0a6640", language: "en"))
    }
  }

  @Test func `every missing word, page and language is told at once`() throws {
    var templates = try Templates.web()
    templates["sheet"] = nil
    var words = try Templates.words("en")
    words["web.state.yes"] = nil
    words["web.form.room_left.other"] = nil
    let list = ["en": words]
    let faults = #expect(throws: PageFaults.self) {
      try PageRenderer(
        templates: templates, words: list,
        dress: Branding(networkName: "N", address: "A", accent: "#0a6640", language: "nl"))
    }
    let texts = Set((faults?.faults ?? []).map { "\($0.file) \($0.text)" })
    #expect(
      texts == [
        "en/web.toml \"state.yes\" is missing",
        "en/web.toml \"form.room_left.other\" is missing",
        "web/sheet.html the page is missing",
        "nl/web.toml the network's language has no word list",
      ])
  }

  @Test func `what another language lacks is said in the network's, and named`() throws {
    var words = try Templates.words("en")
    words["web.state.yes"] = nil
    words["web.form.room_left.other"] = nil
    let lists = ["en": try Templates.words("en"), "pl": words, "de": ["answer.yes": "ja"]]
    let dress = Branding(networkName: "N", address: "A", accent: "#0a6640", language: "en")
    let lacking = PageRenderer.lacking(words: lists, dress: dress)
    let told = lacking.map { "\($0.file) \($0.text)" }
    #expect(told.first == "de/web.toml the file is missing; who reads 'de' gets pages in 'en'")
    #expect(told.contains("pl/web.toml \"state.yes\" is missing"))
    #expect(told.contains("pl/web.toml \"form.room_left.few\" is missing"))
    #expect(told.contains("pl/web.toml \"form.room_left.many\" is missing"))
    #expect(!told.contains { $0.hasSuffix("one\" is missing") })
    let renderer = try PageRenderer(
      templates: try Templates.web(), words: lists, dress: dress)
    func page(_ language: String) -> String {
      var page = InvitationPage.sample
      page.language = language
      return String(decoding: renderer.render(page, token: "t"), as: UTF8.self)
    }
    #expect(page("de") == page("en"))
    #expect(page("pl").replacing("lang=\"pl\"", with: "lang=\"en\"") == page("en"))
  }

  static let attacks = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)",
    "{{network.name}}", "{{#questions}}x{{/questions}}", "</textarea><b>", "&lt;b&gt;",
  ]

  @Test(arguments: attacks)
  func `nothing that people write becomes markup or a template`(attack: String) async throws {
    var page = InvitationPage.sample
    page.event = EventSummary(
      title: attack, when: attack, zone: attack, venueName: attack, venueAddress: attack,
      online: attack, hostName: attack, hostEmail: attack)
    page.personName = attack
    page.greetingName = attack
    page.organisation = attack
    page.answerBy = attack
    page.questions = [
      AskedQuestion(id: "a", text: attack, values: [attack]),
      AskedQuestion(id: "b", text: attack, kind: .choice, options: [attack], values: [attack]),
    ]
    page.recorded = .init(.offered, until: attack, at: attack)
    page.aboutHTML = ""
    try await RunningServer.with(TestBackend(page)) { server in
      let reference = await WireClient.get("/r/GOOD", port: server.port).text
      #expect(!reference.contains("<script"))
      #expect(!reference.contains("<img"))
      #expect(!reference.contains("<b>"))
      #expect(!reference.contains("' onfocus"))
      #expect(reference.contains(Self.escaped(attack)))
      let posted = await WireClient.post(
        "/r/GOOD", "answer=x&q_a=" + Self.encoded(attack), port: server.port)
      #expect(posted.status == 422)
      #expect(posted.text.contains("\n" + Self.escaped(attack) + "</textarea>"))
      #expect(!posted.text.contains("<script") && !posted.text.contains("<img"))
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }

  @Test(arguments: ["nl", "en"])
  func `no page leaves a place unfilled`(language: String) async throws {
    let rooms: [InvitationPage.Room] = [.unlimited, .left(1), .full(waiting: 0), .full(waiting: 1)]
    for phase in InvitationPage.Phase.allCases {
      for state in SeatState.allCases where state != .unanswered {
        for room in rooms {
          var page = InvitationPage.sample
          page.language = language
          page.phase = phase
          page.room = room
          page.recorded = .init(
            state, guests: 1, position: 2, until: "16.00", at: "12.00")
          page.event.zone = "Europe/Lisbon"
          let text = String(decoding: try Self.render(page), as: UTF8.self)
          #expect(text.contains("<html lang=\"\(language)\">"))
          let body = text.split(separator: "</style>").last ?? ""
          #expect(!body.contains("{") && !body.contains("}"), "\(phase) \(state)")
        }
      }
    }
  }

  private static func render(_ page: InvitationPage) throws -> [UInt8] {
    try Templates.shipped.get().render(page, token: "T")
  }
}
