import Domain
import Testing
import Web

@Suite struct RSVPTests {
  @Test func `the page shows who, what, when, where and the form`() async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.get("/r/GOOD", port: server.port)
      #expect(answer.status == 200)
      #expect(answer["content-type"] == "text/html; charset=utf-8")
      for part in [
        "Anna Jansen", "Bakker &amp; Zn", "MVO OpenSpace", "donderdag 17 juni 2027",
        "De Fabrique", "Westkanaaldijk 7, Utrecht", "Kom je, Anna?", "12 plaatsen",
        "maandag 14 juni", "name=\"answer\" value=\"yes\"", "name=\"answer\" value=\"no\"",
        "name=\"answer\" value=\"maybe\"", "name=\"q_dilemma\"", "name=\"guests\"",
        "<p>Kom <em>praten</em>.</p>", "<html lang=\"nl\">",
      ] {
        #expect(answer.text.contains(part), "\(part)")
      }
    }
  }

  @Test(arguments: ["yes", "maybe", "no"])
  func `an answer is recorded once and leads to the page that shows it`(
    choice: String
  ) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post(
        "/r/GOOD", "answer=\(choice)&guests=1&q_dilemma=Hoe+krijg+ik%0D%0Aze+mee%3F",
        port: server.port)
      #expect(answer.status == 303)
      #expect(answer["location"] == "/r/GOOD")
      let guests = choice == "yes" ? 1 : 0
      #expect(
        await server.book.writes == [
          "answer \(choice) \(guests) [\"dilemma\": [\"Hoe krijg ik\\nze mee?\"]]"
        ])
      let page = await WireClient.get("/r/GOOD", port: server.port).text
      let shown = ["yes": "Je komt!", "maybe": "Je weet het nog niet", "no": "Je komt niet"]
      #expect(page.contains(shown[choice] ?? "no such choice"))
      #expect(page.contains("opgeslagen op 12 mei"))
      #expect(page.contains("Hoe krijg ik\nze mee?</textarea>"))
    }
  }

  @Test(arguments: ["GET", "HEAD"])
  func `looking changes nothing, whatever the link carries`(method: String) async throws {
    try await RunningServer.with { server in
      for path in [
        "/r/GOOD", "/r/GOOD?a=yes", "/r/GOOD?answer=yes", "/r/GOOD/event.ics", "/u/GOOD",
        "/u/GOOD?List-Unsubscribe=One-Click", "/p/GOOD", "/p/GOOD/data.json", "/host/GOOD",
        "/host/GOOD/answers.csv", "/host/GOOD/sheet",
      ] {
        let answer = await WireClient.get(path, port: server.port, method: method)
        #expect(answer.status == 200, "\(path)")
        #expect(answer.body.isEmpty == (method == "HEAD"))
        #expect(answer["content-length"] != "0")
      }
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test func `the link's answer is only preselected`() async throws {
    try await RunningServer.with { server in
      let page = await WireClient.get("/r/GOOD?a=no", port: server.port).text
      #expect(page.contains("In de mail koos je nee."))
      #expect(page.contains("<button class=\"main\" type=\"submit\" name=\"answer\" value=\"no\">"))
      let other = await WireClient.get("/r/GOOD?a=%3Cb%3E", port: server.port).text
      #expect(!other.contains("In de mail koos je"))
    }
  }

  @Test func `errors stand beside their fields and nothing typed is lost`() async throws {
    var page = InvitationPage.sample
    page.questions[0].required = true
    try await RunningServer.with(TestBackend(page)) { server in
      let answer = await WireClient.post(
        "/r/GOOD", "answer=yes&guests=7&q_dilemma=+&q_theme=Inkoop", port: server.port)
      #expect(answer.status == 422)
      #expect(answer.text.contains("id=\"q_dilemma-fault\">Vul dit nog in"))
      #expect(answer.text.contains("aria-describedby=\"q_dilemma-fault\""))
      #expect(answer.text.contains("id=\"guests-fault\">Kies hoeveel gasten"))
      #expect(answer.text.contains("href=\"#guests\""))
      #expect(answer.text.contains("value=\"Inkoop\" checked"))
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test(arguments: [("2", 303), ("3", 422), ("-1", 422), ("1.0", 422), ("twee", 422)])
  func `as many guests are taken as may come`(guests: String, status: Int) async throws {
    let book = TestBackend()
    try await RunningServer.with(book) { server in
      let answer = await WireClient.post(
        "/r/GOOD", "answer=yes&guests=\(guests)", port: server.port)
      #expect(answer.status == status)
      #expect(await book.writes.count == (status == 303 ? 1 : 0))
    }
  }

  @Test func `an answer without a choice is asked for one`() async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post(
        "/r/GOOD", "answer=perhaps&q_dilemma=Blijf+staan", port: server.port)
      #expect(answer.status == 422)
      #expect(answer.text.contains("id=\"answer-fault\""))
      #expect(answer.text.contains("Blijf staan</textarea>"))
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test func `a decline succeeds whatever else is on the form`() async throws {
    var page = InvitationPage.sample
    page.questions[0].required = true
    try await RunningServer.with(TestBackend(page)) { server in
      let answer = await WireClient.post(
        "/r/GOOD", "answer=no&guests=99&q_theme=bogus", port: server.port)
      #expect(answer.status == 303)
      #expect(await server.book.writes == ["answer no 0 [:]"])
    }
  }

  @Test func `a store that cannot write gives 503 and keeps what was typed`() async throws {
    try await RunningServer.with { server in
      await server.book.set(broken: true)
      let answer = await WireClient.post(
        "/r/GOOD", "answer=yes&q_dilemma=Bewaar+dit", port: server.port)
      #expect(answer.status == 503)
      #expect(answer["retry-after"] == "5")
      #expect(answer.text.contains("Niet opgeslagen"))
      #expect(!answer.text.contains("Je antwoord is opgeslagen"))
      #expect(answer.text.contains("Bewaar dit</textarea>"))
      for path in ["/u/GOOD", "/p/GOOD", "/host/GOOD"] {
        let body = "action=save&language=en&step=reminder"
        let answer = await WireClient.post(
          path, path == "/host/GOOD" ? "action=hold&step=reminder" : body, port: server.port)
        #expect(answer.status == 503, "\(path)")
        #expect(answer.text.contains("Niet opgeslagen"), "\(path)")
      }
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test(arguments: [
    (InvitationPage.Phase.over, "Deze bijeenkomst is voorbij"),
    (.started, "De bijeenkomst is begonnen"), (.cancelled, "Deze bijeenkomst gaat niet door"),
  ])
  func `a gathering that takes no answers says so and shows no form`(
    phase: InvitationPage.Phase, text: String
  ) async throws {
    var page = InvitationPage.sample
    page.phase = phase
    let book = TestBackend(page)
    await book.set(outcome: .closed)
    try await RunningServer.with(book) { server in
      let shown = await WireClient.get("/r/GOOD?a=yes", port: server.port)
      #expect(shown.status == 200)
      #expect(shown.text.contains(text))
      #expect(!shown.text.contains("<form"))
      let posted = await WireClient.post("/r/GOOD", "answer=yes", port: server.port)
      #expect(posted.status == 409)
      #expect(posted.text.contains(text))
    }
  }

  @Test func `a full gathering tells the place on the waiting list`() async throws {
    var page = InvitationPage.sample
    page.room = .full(waiting: 4)
    page.recorded = .init(.waiting, position: 3, at: "12 mei")
    try await RunningServer.with(TestBackend(page)) { server in
      let text = await WireClient.get("/r/GOOD", port: server.port).text
      #expect(text.contains("Je staat op de wachtlijst"))
      #expect(text.contains("jij bent nummer 3"))
      #expect(!text.contains("Je komt!"))
    }
  }

  @Test func `thirty changes an hour are taken and declines and repeats never count`() async throws
  {
    try await RunningServer.with { server in
      func answer(_ number: Int) async -> Int {
        await WireClient.post("/r/GOOD", "answer=yes&q_dilemma=\(number)", port: server.port)
          .status
      }
      for number in 1...30 { #expect(await answer(number) == 303) }
      for _ in 1...5 { #expect(await answer(30) == 303) }
      let refused = await WireClient.post(
        "/r/GOOD", "answer=yes&q_dilemma=31", port: server.port)
      #expect(refused.status == 429)
      #expect(refused["retry-after"] == "3600")
      #expect(refused.text.contains(">\n31</textarea>"))
      #expect(await WireClient.post("/r/GOOD", "answer=no", port: server.port).status == 303)
      server.clock.advance(seconds: 3601)
      #expect(await answer(32) == 303)
    }
  }

  @Test func `answers that changed nothing give their turn back`() async throws {
    try await RunningServer.with { server in
      await server.book.set(broken: true)
      for number in 1...40 {
        let answer = await WireClient.post(
          "/r/GOOD", "answer=yes&q_dilemma=\(number)", port: server.port)
        #expect(answer.status == 503)
      }
    }
  }

  @Test func `a rule that refuses stands beside its field`() async throws {
    try await RunningServer.with { server in
      await server.book.set(outcome: .refused(field: .guests, reason: .guests))
      let answer = await WireClient.post("/r/GOOD", "answer=yes&guests=2", port: server.port)
      #expect(answer.status == 422)
      #expect(answer.text.contains("id=\"guests-fault\""))
      #expect(answer.text.contains("<option value=\"2\" selected>"))
    }
  }

  @Test func `a newsletter is a page with its own styles and nothing from elsewhere`() async throws
  {
    try await RunningServer.with { server in
      let answer = await WireClient.get("/n/GOOD", port: server.port)
      #expect(answer.status == 200)
      #expect(answer.text == "<!doctype html><p>News")
      let policy = answer["content-security-policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'; style-src 'unsafe-inline'"))
      #expect(await WireClient.get("/n/WRONG", port: server.port).status == 404)
    }
  }

  @Test func `the calendar file is served as it was given`() async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.get("/r/GOOD/event.ics", port: server.port)
      #expect(answer.text == "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
      #expect(answer["content-type"] == "text/calendar; charset=utf-8")
      #expect(answer["content-disposition"] == "inline; filename=\"event.ics\"")
    }
  }
}
