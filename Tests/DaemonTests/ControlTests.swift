import Daemon
import Testing

@Suite struct ControlTests {
  @Test("a request and its reply arrive whole over the socket, one after the other")
  func roundTrip() throws {
    let folder = try Folder()
    let server = ControlServer(path: folder.path + "/control.sock") { request in
      ControlReply(
        exitCode: request.command == "status" ? 0 : 65, out: Self.lines(request.arguments),
        errors: [request.command])
    }
    try server.start()
    defer { server.stop() }
    let words = ["event": "a \"b\"\n\u{2028}c", "who": "zoë 🦊", "empty": ""]
    for command in ["status", "drop"] {
      let reply = try #require(
        ControlClient.ask(
          ControlRequest(command: command, arguments: words), state: folder.path))
      #expect(reply.exitCode == (command == "status" ? 0 : 65))
      #expect(reply.errors == [command])
      #expect(reply.out == Self.lines(words))
    }
  }

  private static func lines(_ words: [String: String]) -> [String] {
    words.map { key, value in "\(key)=\(value)" }.sorted()
  }

  @Test("where no daemon listens, or none any more, there is no reply")
  func nobody() throws {
    let folder = try Folder()
    let request = ControlRequest(command: "status")
    #expect(ControlClient.ask(request, state: folder.path) == nil)
    let server = ControlServer(path: folder.path + "/control.sock") { _ in ControlReply() }
    try server.start()
    #expect(ControlClient.ask(request, state: folder.path)?.exitCode == 0)
    server.stop()
    #expect(ControlClient.ask(request, state: folder.path) == nil)
  }
}
