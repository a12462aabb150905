import Domain
import Reception
import Testing

/// The RSVP page is put together from what was rendered for somebody else in the same situation.
@Suite struct ShapeTests {
  /// Two people's pages in every situation there is.
  private static func pages(_ language: String) -> [(InvitationPage, InvitationPage)] {
    let states = [nil] + SeatState.allCases.filter { $0 != .unanswered }
    var pages: [(InvitationPage, InvitationPage)] = []
    var sample = InvitationPage.sample
    sample.language = language
    for phase in InvitationPage.Phase.allCases {
      for state in states {
        for guests in [0, 1] {
          for room in [InvitationPage.Room.unlimited, .left(4), .full(waiting: 3)] {
            for isKnown in [true, false] {
              var (anna, bram) = (sample, sample)
              anna.phase = phase
              anna.room = room
              anna.recorded = state.map {
                .init($0, guests: guests, position: 2, until: "16.00", at: "A")
              }
              if !isKnown {
                (anna.organisation, anna.greetingName, anna.answerBy) = ("", "", nil)
              }
              bram = anna
              bram.personName = "Bram <b>"
              if isKnown {
                (bram.organisation, bram.greetingName) = ("De Wit & Co", "Bram")
                bram.preferencesToken = "PPP"
                anna.preferencesToken = "QQQ"
                bram.answerBy = "zondag"
                (anna.broughtInBy, bram.broughtInBy) = ("Carla", "Dirk")
                (anna.sentInstead, bram.sentInstead) = ("Els", "Frits")
              }
              if room == .left(4) { bram.room = .left(1) }
              if room == .full(waiting: 3) { bram.room = .full(waiting: 0) }
              bram.recorded?.at = "B"
              bram.recorded?.position = 7
              bram.recorded?.until = "17.00"
              pages.append((anna, bram))
            }
          }
        }
      }
    }
    return pages
  }

  @Test(arguments: ["nl", "en"])
  func `a page is the same whoever looked before`(language: String) throws {
    let shared = try Templates.renderer()
    // A gathering of its own for each page: nothing can be shared.
    let alone = { (page: InvitationPage) in
      var page = page
      page.language = language
      return shared.render(page, token: "BBB")
    }
    for (anna, bram) in Self.pages(language) {
      _ = shared.render(anna, token: "AAA")
      let text = String(decoding: shared.render(bram, token: "BBB"), as: UTF8.self)
      #expect(text == String(decoding: alone(bram), as: UTF8.self))
      for word in ["AAA", "QQQ", "Anna", "Bakker", "Carla", "Els"] {
        #expect(!text.contains(word), "\(word) of somebody else")
      }
      #expect(text.contains("Bram &lt;b&gt;"))
    }
  }

  @Test func `what somebody wrote is on nobody else's page`() throws {
    let shared = try Templates.renderer()
    var anna = InvitationPage.sample
    anna.recorded = .init(.seated, at: "12.00")
    var bram = anna
    anna.written = ["dilemma": ["mijn geheim"], "theme": ["Inkoop"]]
    bram.personName = "Bram"
    let first = String(decoding: shared.render(anna, token: "AAA"), as: UTF8.self)
    #expect(first.contains("mijn geheim") && first.contains("value=\"Inkoop\" checked"))
    let second = String(decoding: shared.render(bram, token: "BBB"), as: UTF8.self)
    #expect(!second.contains("mijn geheim") && !second.contains("value=\"Inkoop\" checked"))
    #expect(String(decoding: shared.render(anna, token: "AAA"), as: UTF8.self) == first)
  }

  @Test func `a gathering that changed has a page that changed`() throws {
    let shared = try Templates.renderer()
    var page = InvitationPage.sample
    _ = shared.render(page, token: "T")
    page.event.title = "MVO OpenSpace in de herfst"
    page.questions.append(AskedQuestion(id: "diet", text: "Dieet?"))
    let text = String(decoding: shared.render(page, token: "T"), as: UTF8.self)
    #expect(text.contains("in de herfst") && text.contains("Dieet?"))
  }

  /// Each is all that differs between two people's pages.
  static let aspects: [@Sendable (inout InvitationPage) -> Void] = [
    { $0.phase = .started }, { $0.phase = .over }, { $0.phase = .cancelled },
    { $0.recorded = .init(.seated, at: "A") },
    { $0.recorded = .init(.seated, guests: 2, at: "A") },
    { $0.recorded = .init(.waiting, position: 2, at: "A") },
    { $0.recorded = .init(.offered, until: "16.00", at: "A") },
    { $0.recorded = .init(.declined, at: "A") },
    { $0.recorded = .init(.undecided, at: "A") },
    { $0.room = .full(waiting: 2) }, { $0.room = .unlimited }, { $0.answerBy = nil },
    { $0.greetingName = "" }, { $0.organisation = "" }, { $0.preferencesToken = "P" },
    { $0.broughtInBy = "Carla" }, { $0.sentInstead = "Els" },
  ]

  @Test func `two pages that differ in one thing are two pages`() throws {
    let shared = try Templates.renderer()
    for ground in Self.aspects {
      var first = InvitationPage.sample
      ground(&first)
      for aspect in Self.aspects {
        var second = first
        aspect(&second)
        _ = shared.render(first, token: "T")
        // A gathering of its own: nothing can be shared.
        var alone = second
        alone.language = second.language
        let text = String(decoding: shared.render(second, token: "T"), as: UTF8.self)
        #expect(text == String(decoding: shared.render(alone, token: "T"), as: UTF8.self))
      }
    }
  }

  @Test func `what the link preselects is for that visit only`() async throws {
    try await RunningServer.with(Book()) { server in
      func page(_ query: String) async -> String {
        await WireClient.get("/r/GOOD" + query, port: server.port).text
          .split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
      }
      let plain = await page("")
      var seen: Set<String> = [plain]
      for answer in ["yes", "no", "maybe"] { seen.insert(await page("?a=\(answer)")) }
      #expect(seen.count == 4)
      #expect(await page("") == plain)
    }
  }
}
