import Domain
import NIOCore
import NIOPosix
import Testing
import Web

/// The pages on other people's proxies, and under abuse.
@Suite struct FieldTests {
  private static func encoded(_ text: String) -> String {
    text.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  @Test(arguments: ["/doe-mee", "/r", "/a/b'&c"])
  func `below a path everything leads below it, whether the proxy takes it off or not`(
    base: String
  ) async throws {
    let logo = Network.Logo(mediaType: "image/png", bytes: [1, 2, 3])
    let dress = try Templates.renderer(logo: logo, base: base)
    try await RunningServer.with(url: "https://mvo.example\(base)", dress: dress) { server in
      let pages = [
        "/r/GOOD", "/u/GOOD", "/p/GOOD", "/host/GOOD", "/host/GOOD/sheet", "/r/GOOD/own",
      ]
      for path in pages {
        for prefix in [base, ""] {
          let page = await WireClient.get(prefix + path, port: server.port)
          #expect(page.status == 200, "\(prefix)\(path)")
          let paths = page.text.matches(of: /(?:href|action|src)="(\/[^"]*)"/).map { "\($0.1)" }
          #expect(!paths.isEmpty)
          let start = base.replacing("&", with: "&amp;").replacing("'", with: "&#39;") + "/"
          #expect(paths.allSatisfy { $0.hasPrefix(start) }, "\(paths)")
        }
      }
      for prefix in [base, ""] {
        #expect(await WireClient.get(prefix + "/logo", port: server.port).body == [1, 2, 3])
        let answer = await WireClient.post(prefix + "/r/GOOD", "answer=no", port: server.port)
        #expect(answer["location"] == base + "/r/GOOD")
        for wrong in ["/r/BAD", "//r/GOOD", "/doe-me/r/GOOD", base + "/r/GOOD", "/R/GOOD"] {
          let status = await WireClient.get(prefix + wrong, port: server.port).status
          #expect(status == 404 || prefix.isEmpty && wrong == base + "/r/GOOD", "\(prefix)\(wrong)")
        }
      }
    }
  }

  @Test func `what a host is shown is what is sent, with one kind of line end`() async throws {
    try await RunningServer.with { server in
      let typed = "  Beste\r\n\r\nTot\rdan\u{7}\u{85} \n"
      let note = "Beste\n\nTot\ndan"
      let shown = await WireClient.post(
        "/host/GOOD", "note=\(Self.encoded(typed))&action=show", port: server.port)
      #expect(shown.status == 200)
      #expect(shown.text.contains("name=\"note\" value=\"\(note)\""))
      let sent = await WireClient.post(
        "/host/GOOD", "note=\(Self.encoded(typed))&action=send", port: server.port)
      #expect(sent.status == 303)
      #expect(await server.book.writes == ["command note(\(String(reflecting: note)))"])
    }
  }

  @Test(arguments: ["show", "send"])
  func `a note that is too long is not laid out, and nothing of it is lost`(
    action: String
  ) async throws {
    try await RunningServer.with { server in
      let note = String(repeating: "x", count: 4001)
      let answer = await WireClient.post(
        "/host/GOOD", "note=\(note)&action=\(action)", port: server.port)
      #expect(answer.status == 422)
      #expect(answer.text.contains("Je bericht is te lang"))
      #expect(answer.text.contains(note))
      #expect(!answer.text.contains("id=\"note-preview\""))
      #expect(await server.book.writes.isEmpty)
    }
  }

  @Test func `words beside a no have a limit, a no has none`() async throws {
    try await RunningServer.with { server in
      func say(_ words: String) async -> WireClient.Answer {
        await WireClient.post("/r/GOOD", "answer=no&q_dilemma=\(words)", port: server.port)
      }
      for number in 1...30 { #expect(await say("w\(number)").status == 303) }
      for _ in 1...5 { #expect(await say("w30").status == 303) }
      #expect(await WireClient.post("/r/GOOD", "answer=yes", port: server.port).status == 429)
      let last = await say("w31")
      #expect(last.status == 200)
      #expect(last.text.contains("Je afmelding is opgeslagen, je woorden niet"))
      #expect(last.text.contains("w31") && last.text.contains("Je komt niet"))
      #expect(await say("").status == 303)
      #expect(!(await server.book.writes.contains { $0.contains("w31") }))
      server.clock.advance(seconds: 3601)
      #expect(await say("w32").status == 303)
      #expect(await server.book.writes.last?.contains("w32") == true)
    }
  }

  @Test func `coming back has a limit, going has none`() async throws {
    try await RunningServer.with { server in
      func post(_ action: String) async -> Int {
        await WireClient.post("/u/GOOD", "action=\(action)", port: server.port).status
      }
      for _ in 1...30 {
        #expect(await post("stop") == 200)
        #expect(await post("resume") == 200)
        #expect(await post("resume") == 200)
      }
      #expect(await post("stop") == 200)
      #expect(await post("resume") == 429)
      #expect(await server.book.stopped)
      #expect(await post("stop") == 200)
    }
  }

  @Test func `languages have a limit, and what unsubscribes beside them is done`() async throws {
    try await RunningServer.with { server in
      func save(_ rest: String) async -> WireClient.Answer {
        await WireClient.post("/p/GOOD", "action=save&language=\(rest)", port: server.port)
      }
      let kinds = PreferencesPage.sample.kinds.filter(\.chosen).map(\.id)
      let all = kinds.map { "&kind=\($0)" }.joined()
      for _ in 1...30 { #expect(await save("en" + all).status == 303) }
      #expect(await save("nl" + all).status == 303)
      let limited = await save("en")
      #expect(limited.status == 429)
      #expect(limited.text.contains("Nog niet alles is opgeslagen"))
      #expect(
        await server.book.writes.last == "prefer save(language: \"nl\", kinds: Set([]))")
    }
  }

  @Test(arguments: [([], 9), (["127.0.0.1"], 36)] as [([String], Int)])
  func `who keeps us waiting longest makes room, and one address has a share`(
    proxies: [String], kept: Int
  ) async throws {
    try await RunningServer.with(trustedProxies: proxies, connections: 40) { server in
      var idle: [any Channel] = []
      for _ in 0..<80 {
        idle.append(
          try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port).get())
      }
      for _ in 0..<3 { #expect(await WireClient.get("/r/GOOD", port: server.port).status == 200) }
      let deadline = ContinuousClock.now + .seconds(5)
      while idle.count(where: \.isActive) > kept, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(20))
      }
      let left = idle.indices.filter { idle[$0].isActive }
      #expect(left.count <= kept && left.count >= kept - 4, "\(left)")
      // Two loops note those that come at the same moment in either order.
      #expect(left.first.map { $0 >= 80 - kept - 8 } == true, "the latest stay: \(left)")
      for channel in idle { channel.close(promise: nil) }
    }
  }

  @Test func `damaged forms are refused or read, never more`() async throws {
    try await RunningServer.with { server in
      var seed: UInt64 = 42
      func next(_ below: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % max(1, below)
      }
      let part = "--x\r\nContent-Disposition: form-data; name=\"answer\"\r\n\r\nyes\r\n"
      let bodies = [
        (
          "answer=yes&q_dilemma=Hoe%20dan%3F&guests=1&q_theme=Inkoop",
          "application/x-www-form-urlencoded"
        ),
        (
          part + part.replacing("answer", with: "q_dilemma") + "--x--\r\n",
          "multipart/form-data; boundary=x"
        ),
      ]
      let spice = [
        "%", "%0", "%00", "%zz", "&", "=", "--x", "\r\n", "\"", ";", "é", "\u{7}", "name=", "--",
      ]
      for round in 0..<400 {
        var (body, type) = bodies[round % 2]
        for _ in 0...next(4) {
          var bytes = Array((next(5) == 0 ? type : body).utf8)
          let isType = bytes == Array(type.utf8)
          let place = next(bytes.count + 1)
          switch next(3) {
          case 0: bytes.insert(contentsOf: spice[next(spice.count)].utf8, at: place)
          case 1: bytes.removeSubrange(place..<min(bytes.count, place + next(9)))
          default: bytes.insert(contentsOf: bytes.prefix(next(40)), at: place)
          }
          let damaged = String(decoding: bytes, as: UTF8.self)
          if isType {
            type = damaged.filter { $0.isASCII && !$0.isNewline }
          } else {
            body = damaged
          }
        }
        let status = await WireClient.post("/r/GOOD", body, port: server.port, type: type).status
        #expect([303, 400, 415, 422, 429].contains(status), "\(status) for \(type) \(body)")
        server.clock.advance(seconds: 3601)
      }
      let writes = await server.book.writes
      #expect(!writes.isEmpty)
      #expect(!writes.contains { $0.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" } })
    }
  }
}
