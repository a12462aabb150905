import Foundation
import FoundationNetworking
import Glibc
import MailCatcher
import Testing

@Suite("The pages of the catcher") struct WebTests {
  static let hostile = """
    From: Sanne <sanne@mvo.example>\r
    To: anna@x.nl\r
    Subject: <script>alert(1)</script>\r
    Content-Type: multipart/alternative; boundary=b\r
    \r
    --b\r
    Content-Type: text/plain\r
    \r
    </pre><script>alert(2)</script>\r
    --b\r
    Content-Type: text/html\r
    \r
    <p>Kom je? <a href="http://127.0.0.1:1/r/TOKEN">Ja</a></p><script>alert(3)</script>\r
    --b--\r

    """

  private func with<Result>(
    _ body: (MailCatcher, String) async throws -> Result
  ) async throws
    -> Result
  {
    let catcher = try MailCatcher(webPort: 0)
    try await catcher.start()
    let result: Result
    do {
      result = try await body(catcher, "http://127.0.0.1:\(catcher.webPort)")
    } catch {
      await catcher.stop()
      throw error
    }
    await catcher.stop()
    return result
  }

  private func get(_ url: String, method: String = "GET") async throws -> (HTTPURLResponse, String)
  {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    let (data, response) = try await URLSession.shared.data(for: request)
    return (try #require(response as? HTTPURLResponse), String(decoding: data, as: UTF8.self))
  }

  @Test func `the list names the mails, newest first`() async throws {
    try await with { catcher, url in
      let (_, empty) = try await get(url + "/")
      #expect(empty.contains("No mail yet"))
      try Client(port: catcher.smtpPort).send("Subject: eerste\r\n\r\nhoi\r\n", to: "anna@x.nl")
      try Client(port: catcher.smtpPort).send("Subject: tweede\r\n\r\nhoi\r\n", to: "bob@x.nl")
      let (response, page) = try await get(url + "/")
      #expect(response.statusCode == 200)
      let first = try #require(page.range(of: "eerste"))
      let second = try #require(page.range(of: "tweede"))
      #expect(second.lowerBound < first.lowerBound)
      #expect(page.contains("http-equiv=\"refresh\""))
      #expect(!page.contains("<script"))
    }
  }

  @Test func `programs get the list as JSON`() async throws {
    try await with { catcher, url in
      try Client(port: catcher.smtpPort).send(
        "Subject: =?utf-8?q?Caf=C3=A9?=\r\nMessage-ID: <a@b>\r\n\r\nhoi\r\n", to: "anna@x.nl")
      let (_, text) = try await get(url + "/api/mails")
      let list = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
      #expect(list.count == 1)
      #expect(list[0]["id"] as? Int == 1)
      #expect(list[0]["subject"] as? String == "Café")
      #expect(list[0]["to"] as? [String] == ["anna@x.nl"])
      #expect(list[0]["messageID"] as? String == "<a@b>")
      #expect((list[0]["at"] as? String)?.hasSuffix("Z") == true)
    }
  }

  @Test func `a hostile mail stays text, and its HTML stays in its frame`() async throws {
    try await with { catcher, url in
      try Client(port: catcher.smtpPort).send(Self.hostile, to: "anna@x.nl")
      for path in ["/", "/mail/1", "/mail/1/html", "/mail/1/text", "/mail/1/raw"] {
        let (response, page) = try await get(url + path)
        #expect(response.statusCode == 200)
        #expect(!page.contains("<script"), "\(path)")
        let policy = response.value(forHTTPHeaderField: "Content-Security-Policy") ?? ""
        #expect(policy.hasPrefix("default-src 'none'"))
        #expect(response.value(forHTTPHeaderField: "X-Content-Type-Options") == "nosniff")
      }
      let (response, frame) = try await get(url + "/mail/1/frame")
      let policy = response.value(forHTTPHeaderField: "Content-Security-Policy") ?? ""
      #expect(policy.contains("sandbox allow-popups"))
      #expect(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"))
      #expect(frame.hasPrefix("<!doctype html><base target=\"_blank\">"))
      #expect(frame.contains("<a href=\"http://127.0.0.1:1/r/TOKEN\">"))
      let (raw, eml) = try await get(url + "/mail/1/eml")
      #expect(raw.value(forHTTPHeaderField: "Content-Type")?.hasPrefix("text/plain") == true)
      #expect(eml == Self.hostile)
    }
  }

  @Test(arguments: [
    "/mail/1", "/mail/0", "/mail/x", "/mail/1/frame", "/nothing", "/mail/1/calendar-1", "/../etc",
    "/api/other", "/mail/99999999999999999999",
  ])
  func `what is not there is not found`(path: String) async throws {
    try await with { _, url in
      let (response, _) = try await get(url + path)
      #expect(response.statusCode == 404)
    }
  }

  @Test func `pages are for reading only`() async throws {
    try await with { _, url in
      let (post, _) = try await get(url + "/", method: "POST")
      #expect(post.statusCode == 405)
      let (head, body) = try await get(url + "/", method: "HEAD")
      #expect(head.statusCode == 200 && body.isEmpty)
    }
  }

  @Test func `a folder keeps each mail and a line about it`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "catch-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let catcher = try MailCatcher(folder: folder)
    try await catcher.start()
    try Client(port: catcher.smtpPort).send("Subject: x\r\n\r\nhoi\r\n", to: "anna@x.nl")
    await catcher.stop()
    let kept = try Data(contentsOf: URL(filePath: folder + "/new/000001.eml"))
    #expect(Array(kept) == Array("Subject: x\r\n\r\nhoi\r\n".utf8))
    let log = try String(contentsOfFile: folder + "/accepted.log", encoding: .utf8)
    #expect(log == "1\tb@mvo.example\tanna@x.nl\n")
  }

  @Test func `a busy port is one clear sentence`() async throws {
    try await with { catcher, _ in
      let second = try MailCatcher(smtpPort: catcher.smtpPort)
      let problem = await #expect(throws: MailCatcherError.self) { try await second.start() }
      #expect(problem?.description.contains("127.0.0.1:\(catcher.smtpPort)") == true)
    }
  }
}
