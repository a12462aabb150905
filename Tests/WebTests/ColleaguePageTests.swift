import Domain
import Testing
import Web

/// "Send a colleague instead" and "a colleague forwarded this".
@Suite struct ColleaguePageTests {
  private static func seated() -> InvitationPage {
    var page = InvitationPage.sample
    page.recorded = .init(.seated, at: "12 mei")
    return page
  }

  @Test func `who has a place is offered to send a colleague, anybody else is not`() async throws {
    for (page, isOffered) in [(InvitationPage.sample, false), (Self.seated(), true)] {
      try await RunningServer.with(TestBackend(page)) { server in
        let text = await WireClient.get("/r/GOOD", port: server.port).text
        #expect(text.contains("href=\"/r/GOOD/colleague\"") == isOffered)
        #expect(text.contains("href=\"/r/GOOD/own\""))
        let form = await WireClient.get("/r/GOOD/colleague", port: server.port)
        #expect(form.status == 200)
        #expect(form.text.contains("name=\"email\"") == isOffered)
        #expect(form.text.contains("geen plaats om") != isOffered)
      }
    }
  }

  @Test func `a place is handed over once, and the page shows it`() async throws {
    try await RunningServer.with(TestBackend(Self.seated())) { server in
      let answer = await WireClient.post(
        "/r/GOOD/colleague", "name=%20Bram%0Ade++Wit&email=bram%40x.nl%20", port: server.port)
      #expect(answer.status == 303)
      #expect(answer["location"] == "/r/GOOD")
      #expect(await server.book.writes == ["colleague Bram de Wit <bram@x.nl>"])
      var page = Self.seated()
      page.recorded = .init(.declined, at: "12 mei")
      page.sentInstead = "Bram <de> Wit"
      await server.book.set(page: page)
      let text = await WireClient.get("/r/GOOD", port: server.port).text
      #expect(text.contains("Je plaats is nu van Bram &lt;de&gt; Wit."))
    }
  }

  @Test func `who asks for an invitation is told to look in the mail`() async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post(
        "/r/GOOD/own", "name=Bram&email=bram%40x.nl", port: server.port)
      #expect(answer.status == 200)
      #expect(answer.text.contains("Er gaat een mail naar bram@x.nl"))
      #expect(!answer.text.contains("<form"))
      #expect(await server.book.writes == ["own Bram <bram@x.nl>"])
    }
  }

  @Test(arguments: [
    ("name=&email=", "Vul een naam in", "Dit is geen mailadres."),
    ("name=Bram&email=", "Dit is geen mailadres.", "value=\"Bram\""),
    ("email=a%40b.nl", "Vul een naam in", "value=\"a@b.nl\""),
    ("name=%3Cscript%3E&email=", "Dit is geen mailadres.", "value=\"&lt;script&gt;\""),
    ("name=\(String(repeating: "x", count: 121))&email=a%40b.nl", "Vul een naam in", "xxx"),
  ])
  func `what is wrong stands beside its field and nothing typed is lost`(
    body: String, says: String, keeps: String
  ) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post("/r/GOOD/own", body, port: server.port)
      #expect(answer.status == 422)
      #expect(answer.text.contains(says))
      #expect(answer.text.contains(keeps))
      #expect(answer.text.contains("aria-invalid=\"true\""))
      #expect(!answer.text.contains("<script>"))
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test(
    arguments: [
      (.refused(field: .email, reason: .oneself), 422, "Vul een ander adres in"),
      (.refused(field: .email, reason: .unmailable), 422, "kunnen we geen mail sturen"),
      (.refused(field: .email, reason: .full), 422, "al alle plaatsen"),
      (.often, 429, "vandaag al veel"), (.closed, 409, "Dat kan niet meer"),
      (.notSaved, 503, "Niet opgeslagen"),
    ] as [(ColleagueOutcome, Int, String)])
  func `each refusal says why`(
    outcome: ColleagueOutcome, status: Int, says: String
  ) async throws {
    let book = TestBackend(Self.seated())
    await book.set(colleagueOutcome: outcome)
    try await RunningServer.with(book) { server in
      let answer = await WireClient.post(
        "/r/GOOD/colleague", "name=Bram&email=bram%40x.nl", port: server.port)
      #expect(answer.status == status)
      #expect(answer.text.contains(says), "\(says)")
      #expect(answer.text.contains("value=\"bram@x.nl\""))
    }
  }

  @Test func `nothing is brought in over a closed event, a wrong link or a strange page`()
    async throws
  {
    var page = Self.seated()
    page.phase = .cancelled
    try await RunningServer.with(TestBackend(page)) { server in
      let body = "name=Bram&email=bram%40x.nl"
      for path in ["/r/GOOD/own", "/r/GOOD/colleague"] {
        #expect(await WireClient.post(path, body, port: server.port).status == 409)
      }
      #expect(await WireClient.post("/r/BAD/own", body, port: server.port).status == 404)
      #expect(await WireClient.get("/r/BAD/own", port: server.port).status == 404)
      #expect(await WireClient.get("/r/GOOD/other", port: server.port).status == 404)
      let strange = await WireClient.post(
        "/r/GOOD/own", body, port: server.port, headers: ["Origin: https://evil.example"])
      #expect(strange.status == 403)
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test func `a kind of mail is stopped by itself and comes back with one click`() async throws {
    let book = TestBackend()
    await book.set(kinds: [
      .init(id: "openspace", label: "OpenSpace", chosen: true),
      .init(id: "newsletter", label: "Nieuwsbrief", chosen: true),
    ])
    try await RunningServer.with(book) { server in
      let page = await WireClient.get("/u/GOOD", port: server.port).text
      #expect(page.contains("aria-label=\"Meld me af: OpenSpace\""))
      let stopped = await WireClient.post(
        "/u/GOOD", "action=stop&kind=openspace", port: server.port)
      #expect(stopped.status == 200)
      #expect(stopped.text.contains("krijgt deze mail niet meer: OpenSpace"))
      #expect(stopped.text.contains("aria-label=\"Meld me weer aan: OpenSpace\""))
      #expect(stopped.text.contains("aria-label=\"Meld me af: Nieuwsbrief\""))
      let undone = await WireClient.post(
        "/u/GOOD", "action=resume&kind=openspace", port: server.port)
      #expect(undone.text.contains("krijgt deze mail weer: OpenSpace"))
      let bogus = await WireClient.post("/u/GOOD", "action=stop&kind=bogus", port: server.port)
      #expect(bogus.status == 400)
      #expect(
        await server.book.writes == [
          "subscribe stopKind(\"openspace\")", "subscribe resumeKind(\"openspace\")",
        ])
    }
  }

  @Test func `a badge is made for everybody who comes, guests too`() async throws {
    try await RunningServer.with { server in
      let page = await WireClient.get("/host/GOOD/badges", port: server.port).text
      #expect(page.contains("<span class=\"who\">Anna Jansen</span>"))
      #expect(page.contains("<span class=\"who\">Gast van Anna Jansen</span>"))
      #expect(page.contains("<span class=\"house\">Bakker &amp; Zn</span>"))
      #expect(!page.contains("Bram"))
    }
  }
}
