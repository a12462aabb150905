import Domain
import Testing
import Web

/// A page shows what is its own person's, whoever looked before.
@Suite struct PrivacyTests {
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
  func `nothing of one person is on the page of another`(language: String) throws {
    let renderer = try Templates.shipped.get()
    for (anna, bram) in Self.pages(language) {
      let before = renderer.render(bram, token: "BBB")
      _ = renderer.render(anna, token: "AAA")
      let after = renderer.render(bram, token: "BBB")
      #expect(before == after)
      let text = String(decoding: after, as: UTF8.self)
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

  @Test func `what the link preselects is for that visit only`() async throws {
    try await RunningServer.with(TestBackend()) { server in
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
