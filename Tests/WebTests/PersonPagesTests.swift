import Domain
import Testing
import Web

@Suite struct PersonPagesTests {
  @Test(arguments: [
    ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
    (
      "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
      "multipart/form-data; boundary=b"
    ),
  ])
  func `one click unsubscribes at once without a redirect`(
    body: String, type: String
  ) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post("/u/GOOD", body, port: server.port, type: type)
      #expect(answer.status == 200)
      #expect(answer["set-cookie"] == nil)
      #expect(answer["location"] == nil)
      #expect(answer.text.contains("Je bent afgemeld"))
      #expect(await server.book.writes == ["subscribe stop(oneClick: true)"])
    }
  }

  @Test(
    arguments: [
      ("", nil), ("anything", "text/plain"), ("%zz", "application/x-www-form-urlencoded"),
      ("action=stop", "application/x-www-form-urlencoded"),
    ] as [(String, String?)])
  func `whoever posts to the unsubscribe link wants no more mail`(
    body: String, type: String?
  ) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post("/u/GOOD", body, port: server.port, type: type)
      #expect(answer.status == 200)
      #expect(await server.book.writes == ["subscribe stop(oneClick: false)"])
    }
  }

  @Test func `an unsubscription is undone with one click`() async throws {
    try await RunningServer.with { server in
      let asked = await WireClient.get("/u/GOOD", port: server.port)
      #expect(asked.text.contains("Wil je dat anna@bakker.example"))
      _ = await WireClient.post("/u/GOOD", "action=stop", port: server.port)
      let answer = await WireClient.post("/u/GOOD", "action=resume", port: server.port)
      #expect(answer.status == 200)
      #expect(answer.text.contains("Je krijgt weer mail"))
      #expect(await server.book.stopped == false)
    }
  }

  @Test func `preferences are saved as they were chosen`() async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post(
        "/p/GOOD", "action=save&language=en&kind=newsletter", port: server.port)
      #expect(answer.status == 303)
      #expect(answer["location"] == "/p/GOOD")
      #expect(
        await server.book.writes
          == ["prefer save(language: \"en\", kinds: Set([\"newsletter\"]))"])
    }
  }

  @Test(arguments: [
    "action=save&language=fr", "action=save&language=nl&kind=bogus", "action=other", "",
  ])
  func `preferences that were not offered are refused`(body: String) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post("/p/GOOD", body, port: server.port)
      #expect(answer.status == 400)
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test func `being forgotten takes a tick and then happens`() async throws {
    try await RunningServer.with { server in
      let asked = await WireClient.post("/p/GOOD", "action=forget", port: server.port)
      #expect(asked.status == 422)
      #expect(await server.book.writes.isEmpty)
      let done = await WireClient.post(
        "/p/GOOD", "action=forget&confirm=yes", port: server.port)
      #expect(done.status == 200)
      #expect(done.text.contains("Je bent vergeten"))
      #expect(await server.book.writes == ["prefer forget"])
    }
  }

  @Test func `a person's data come as a file`() async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.get("/p/GOOD/data.json", port: server.port)
      #expect(answer.text == "{\"id\":\"7\"}")
      #expect(answer["content-disposition"] == "attachment; filename=\"data.json\"")
    }
  }

  @Test func `the desk shows answers and holds a coming step`() async throws {
    try await RunningServer.with { server in
      let page = await WireClient.get("/host/GOOD", port: server.port).text
      for part in [
        "Anna Jansen", "10 mei: misschien", "Plaatsen bezet van 12", "<svg class=\"curve\"",
        "value=\"hold\" aria-label=\"Houd vast: reminder\"", "verstuurd aan 75",
      ] {
        #expect(page.contains(part), "\(part)")
      }
      #expect(!page.contains("Houd vast: invitation"))
      let held = await WireClient.post(
        "/host/GOOD", "action=hold&step=reminder", port: server.port)
      #expect(held.status == 303)
      #expect(held["location"] == "/host/GOOD")
      #expect(await server.book.writes == ["command hold(step: \"reminder\")"])
      let bogus = await WireClient.post(
        "/host/GOOD", "action=hold&step=nonsense", port: server.port)
      #expect(bogus.status == 400)
    }
  }

  @Test func `a note is shown before it is sent, and nothing is recorded until it is confirmed`()
    async throws
  {
    try await RunningServer.with { server in
      let page = await WireClient.get("/host/GOOD", port: server.port).text
      #expect(page.contains("verstuurd aan 2 van 3"))
      #expect(!page.contains("value=\"send\""))
      let shown = await WireClient.post(
        "/host/GOOD", "action=show&note=Neem+%3Cb%3E+mee", port: server.port)
      #expect(shown.status == 200)
      for part in ["<p>(12 bytes)</p>", "value=\"Neem &lt;b&gt; mee\"", "value=\"send\""] {
        #expect(shown.text.contains(part), "\(part)")
      }
      #expect(await server.book.writes.isEmpty)
      let sent = await WireClient.post(
        "/host/GOOD", "action=send&note=Neem+een+jas+mee", port: server.port)
      #expect(sent.status == 303)
      #expect(await server.book.writes == ["command note(\"Neem een jas mee\")"])
    }
  }

  @Test func `the host's list neutralises formulas and the sheet holds who has a seat`()
    async throws
  {
    try await RunningServer.with { server in
      let csv = await WireClient.get("/host/GOOD/answers.csv", port: server.port)
      #expect(csv["content-type"] == "text/csv; charset=utf-8")
      #expect(
        csv.text == "\u{FEFF}Naam;Organisatie;E-mail;Antwoord;Gasten;Wanneer;Welke vraag?\r\n"
          + "Anna Jansen;Bakker & Zn;anna@bakker.example;Ja;1;12 mei;'=1+1\r\n"
          + "Bram;;bram@x.example;Nee;0;;\r\n")
      let sheet = await WireClient.get("/host/GOOD/sheet", port: server.port).text
      #expect(sheet.contains("Anna Jansen"))
      #expect(!sheet.contains("Bram"))
    }
  }
}
