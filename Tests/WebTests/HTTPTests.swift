import Domain
import Logging
import ServiceLifecycle
import Testing
import Web

@Suite struct HTTPTests {
  @Test func `every page carries the headers that keep it private`() async throws {
    try await RunningServer.with { server in
      for path in ["/r/GOOD", "/u/GOOD", "/p/GOOD", "/host/GOOD", "/nothing", "/r/GOOD/event.ics"] {
        let answer = await WireClient.get(path, port: server.port)
        #expect(answer["referrer-policy"] == "no-referrer")
        #expect(answer["cache-control"] == "no-store")
        #expect(answer["x-robots-tag"] == "noindex, nofollow")
        #expect(answer["x-content-type-options"] == "nosniff")
        #expect(answer["strict-transport-security"] == "max-age=31536000")
        #expect(answer["set-cookie"] == nil)
        let policy = try #require(answer["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(policy.hasSuffix("form-action 'self'; base-uri 'none'; frame-ancestors 'none'"))
        #expect(!answer.text.contains("<script") && !answer.text.contains(" style=\""))
      }
    }
  }

  @Test func `a plain http address promises no https`() async throws {
    try await RunningServer.with(url: "http://127.0.0.1:8080") { server in
      let answer = await WireClient.get("/r/GOOD", port: server.port)
      #expect(answer["strict-transport-security"] == nil)
    }
  }

  @Test func `every link that is not ours gets the same bytes`() async throws {
    try await RunningServer.with { server in
      func normalized(_ answer: WireClient.Answer) -> String {
        answer.headers.filter { $0.name != "date" }.map { "\($0.name): \($0.value)" }
          .joined(separator: "\n") + "\n\n" + answer.text
      }
      let reference = await WireClient.get("/r/BAD", port: server.port)
      #expect(reference.status == 404)
      #expect(reference.text.contains("Deze link werkt niet"))
      for path in [
        "/r/GOOE", "/r/%47OOD", "/r/GOOD/", "//r/GOOD", "/r//GOOD", "/R/GOOD", "/r/GOOD=",
        "/r/good", "/r/", "/", "/r", "/u/BAD", "/p/BAD", "/host/BAD", "/r/BAD/event.ics",
        "/r/GOOD/other", "/p/BAD/data.json", "/host/BAD/answers.csv", "/r/BAD?a=yes", "/x/GOOD",
        "/r/GOOD%00", "/r/../r/GOOD", "/board/GOOD", "/healthz", "/metrics",
        "/r/" + String(repeating: "A", count: 300),
      ] {
        let answer = await WireClient.get(path, port: server.port)
        #expect(answer.status == 404, "\(path)")
        #expect(normalized(answer) == normalized(reference), "\(path)")
      }
      for path in ["/r/BAD", "/u/BAD", "/p/BAD", "/host/BAD"] {
        let answer = await WireClient.post(path, "answer=yes", port: server.port)
        #expect(answer.status == 404)
        #expect(normalized(answer) == normalized(reference), "POST \(path)")
      }
    }
  }

  @Test(arguments: [
    "/r/GOOD/", "/r/%47OOD", "/r/GOOD=", "/r/", "/r/GOOD/other", "/", "/host/GOOD%00", "/nothing",
    "/r/" + String(repeating: "A", count: 201),
  ])
  func `a form for a path that is nobody's gets the same answer as a look at it`(
    path: String
  ) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.post(path, "answer=yes", port: server.port)
      #expect(answer.status == 404)
      #expect(answer.text.contains("Deze link werkt niet"))
      #expect(answer["allow"] == nil)
      let other = await WireClient.get(path, port: server.port, method: "PUT")
      #expect(other.status == 405)
      #expect(other["allow"] == "GET, HEAD")
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test(
    arguments: [
      (nil, 303), ("null", 303), ("https://doe-mee.mvo.example", 303),
      ("https://DOE-mee.mvo.example", 303), ("https://evil.example", 403),
      ("http://doe-mee.mvo.example", 403), ("https://doe-mee.mvo.example.evil.example", 403),
      ("https://doe-mee.mvo.example:444", 403), ("", 403),
    ] as [(String?, Int)])
  func `an answer is taken only from our own pages or from no page`(
    origin: String?, status: Int
  ) async throws {
    try await RunningServer.with { server in
      let headers = origin.map { ["Origin: \($0)"] } ?? []
      let answer = await WireClient.post(
        "/r/GOOD", "answer=yes", port: server.port, headers: headers)
      #expect(answer.status == status)
      #expect(await server.book.writes.isEmpty == (status != 303))
      // A mail program may be a web page; the link is all it takes to stop mail.
      let stop = await WireClient.post(
        "/u/GOOD", "List-Unsubscribe=One-Click", port: server.port, headers: headers)
      #expect(stop.status == 200)
    }
  }

  @Test func `other methods are refused and change nothing`() async throws {
    try await RunningServer.with { server in
      for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let answer = await WireClient.get("/r/GOOD", port: server.port, method: method)
        #expect(answer.status == 405, "\(method)")
        #expect(answer["allow"] == "GET, HEAD, POST")
      }
      let ics = await WireClient.post("/r/GOOD/event.ics", "answer=yes", port: server.port)
      #expect(ics.status == 405)
      #expect(ics["allow"] == "GET, HEAD")
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test func `bodies that are too large, of another type or broken are refused`() async throws {
    try await RunningServer.with { server in
      let huge = "answer=yes&q_dilemma=" + String(repeating: "x", count: 70_000)
      #expect(await WireClient.post("/r/GOOD", huge, port: server.port).status == 413)
      let claimed = await WireClient.send(
        "POST /r/GOOD HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
          + "Content-Length: 99999999999\r\n\r\nanswer=yes", port: server.port)
      #expect(claimed.status == 413)
      let json = await WireClient.post(
        "/r/GOOD", "{\"answer\":\"yes\"}", port: server.port, type: "application/json")
      #expect(json.status == 415)
      let escapes = await WireClient.post("/r/GOOD", "answer=%y", port: server.port)
      #expect(escapes.status == 400)
      let many = await WireClient.post(
        "/r/GOOD", "answer=yes" + String(repeating: "&a=b", count: 300), port: server.port)
      #expect(many.status == 400)
      let chunked = await WireClient.send(
        "POST /r/GOOD HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n", count: 20)
          + "0\r\n\r\n", port: server.port)
      #expect(chunked.status == 413)
      #expect(await server.book.writes.isEmpty)
    }
  }

  /// A request that no honest client sends.
  struct Malformed: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String

    static func post(_ what: String, _ headers: String, _ body: String) -> Malformed {
      Malformed(
        testDescription: what, text: "POST /r/GOOD HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\r\n\(body)"
      )
    }
  }

  @Test(arguments: [
    Malformed.post(
      "length and chunks", "Content-Length: 10\r\nTransfer-Encoding: chunked",
      "0\r\n\r\nanswer=yes"),
    .post("two lengths", "Content-Length: 10\r\nContent-Length: 11", "answer=yes"),
    .post("a bad chunk", "Transfer-Encoding: chunked", "ZZ\r\nanswer=yes\r\n0\r\n\r\n"),
    .post("a length in words", "Content-Length: ten", "answer=yes"),
    .post("a header of 100 kB", "X-Long: " + String(repeating: "a", count: 100_000), ""),
    .post("10,000 headers", String(repeating: "X-Many: a\r\n", count: 10_000) + "X: a", ""),
    .post("a folded header", "X: a\r\n folded: yes", ""),
    Malformed(testDescription: "no HTTP", text: "not http at all\r\n\r\n"),
  ])
  func `a request that is malformed or smuggled is refused`(request: Malformed) async throws {
    try await RunningServer.with { server in
      let answer = await WireClient.send(request.text, port: server.port)
      #expect([0, 400, 413, 431].contains(answer.status), "\(answer.status)")
      #expect(!answer.text.contains("HTTP/1.1 2"))
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test(arguments: ["GET /r/GOOD", "POST /r/GOOD", "POST /r/BAD", "PUT /nothing"])
  func `who sends a byte now and then is hung up on`(request: String) async throws {
    try await RunningServer.with(deadline: 1) { server in
      let head =
        "\(request) HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
      #expect(await WireClient.dribble(head, most: 400, port: server.port))
    }
  }

  @Test func `who tries too many wrong links must wait and right links still work`()
    async throws
  {
    try await RunningServer.with { server in
      var statuses: [Int] = []
      for number in 1...620 {
        let answer = await WireClient.get(
          "/r/BAD\(number)", port: server.port,
          headers: ["X-Forwarded-For: 198.51.100.9, 203.0.113.\(number % 250)"])
        statuses.append(answer.status)
      }
      #expect(statuses[..<600].allSatisfy { $0 == 404 })
      #expect(statuses[600...].allSatisfy { $0 == 429 })
      let from = ["X-Forwarded-For: 203.0.113.7"]
      let right = await WireClient.get("/r/GOOD", port: server.port, headers: from)
      #expect(right.status == 200)
      // What stands left of the trusted proxy's entry is not believed, so it is no way around.
      let forged = ["X-Forwarded-For: 192.0.2.1, 203.0.113.7"]
      let still = await WireClient.get("/r/BAD", port: server.port, headers: forged)
      #expect(still.status == 429)
      let elsewhere = await WireClient.get(
        "/r/BAD", port: server.port, headers: ["X-Forwarded-For: 192.0.2.1"])
      #expect(elsewhere.status == 404)
      server.clock.advance(seconds: 1)
      let later = await WireClient.get("/r/BAD", port: server.port, headers: from)
      #expect(later.status == 404)
    }
  }

  @Test func `what is reported of a request never holds a token`() async throws {
    try await RunningServer.with { server in
      _ = await WireClient.get("/r/GOOD?a=yes", port: server.port)
      _ = await WireClient.get("/u/BAD", port: server.port)
      _ = await WireClient.get("/strange", port: server.port, method: "PUT")
      let served = server.served.all
      #expect(served.map(\.route) == ["/r/TOKEN", "/u/TOKEN", "none"])
      #expect(served.map(\.status) == [200, 404, 405])
      #expect(served.map(\.method) == ["GET", "GET", "other"])
    }
  }

  @Test func `a reload swaps the pages between two requests`() async throws {
    try await RunningServer.with { server in
      let before = await WireClient.get("/none", port: server.port)
      server.pages.replace(with: try Templates.renderer(accent: "#aa0000", language: "en"))
      let after = await WireClient.get("/none", port: server.port)
      #expect(before.text.contains("Deze link werkt niet"))
      #expect(after.text.contains("This link does not work"))
      #expect(before["content-security-policy"] != after["content-security-policy"])
    }
  }

  @Test func `the logo is served under a policy of its own`() async throws {
    let logo = Network.Logo(mediaType: "image/svg+xml", bytes: Array("<svg/>".utf8))
    try await RunningServer.with(dress: try Templates.renderer(logo: logo)) { server in
      let answer = await WireClient.get("/logo", port: server.port)
      #expect(answer.text == "<svg/>")
      #expect(answer["content-type"] == "image/svg+xml")
      #expect(answer["content-security-policy"]?.contains("sandbox") == true)
      let page = await WireClient.get("/r/GOOD", port: server.port).text
      #expect(page.contains("src=\"/logo\""))
    }
    try await RunningServer.with { server in
      #expect(await WireClient.get("/logo", port: server.port).status == 404)
    }
  }

  @Test func `a busy address is named`() async throws {
    try await RunningServer.with { server in
      let second = WebServer(
        configuration: WebConfiguration(url: "https://x.example", port: server.port),
        backend: server.book, pages: { server.pages.current }, logger: .silent)
      let error = await #expect(throws: ListenError.self) { try await second.run() }
      #expect(error?.description == "the address 127.0.0.1:\(server.port) is in use")
    }
  }

  @Test func `a hundred equal answers at once leave one state`() async throws {
    try await RunningServer.with { server in
      let statuses = await withTaskGroup(of: Int.self) { group in
        for _ in 1...100 {
          group.addTask {
            await WireClient.post("/r/GOOD", "answer=yes&guests=1", port: server.port).status
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.allSatisfy { $0 == 303 })
      #expect(statuses.count == 100)
      #expect(Set(await server.book.writes) == ["answer yes 1 [:]"])
    }
  }
}
