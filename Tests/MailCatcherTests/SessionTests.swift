import MailCatcher
import Testing

@Suite("The server's side of the dialogue") struct SessionTests {
  private func session(
    _ rules: [FaultRule] = [], manners: ServerOptions = ServerOptions()
  ) -> SMTPSession {
    SMTPSession(manners: manners, script: FaultScript(rules))
  }

  /// The replies to these commands, codes only; other actions by name.
  private func codes(_ session: inout SMTPSession, _ lines: [String]) -> [String] {
    lines.flatMap { session.take(line: $0) }.compactMap { action in
      switch action {
      case .send(let text): String(text.split(separator: "\r\n").last?.prefix(3) ?? "")
      case .fault(let fault, _): "\(fault)"
      case .close: "close"
      case .saw, .accept: nil
      }
    }
  }

  @Test func `a mail is taken with its envelope and exact bytes`() {
    var session = session()
    let commands = [
      "EHLO us", "MAIL FROM:<b+x@mvo.example> SIZE=40", "RCPT TO:<anna@x.nl>",
      "RCPT TO:<\"a b\"@x.nl>", "DATA",
    ]
    #expect(codes(&session, commands) == ["250", "250", "250", "250", "354"])
    let (actions, count) = session.take(message: Array("a\r\n..b\r\n.\r\nQUIT\r\n".utf8))
    #expect(count == 11)
    guard case .accept(let envelope, let bytes) = actions[1] else {
      Issue.record("not accepted: \(actions)")
      return
    }
    #expect(actions[0] == .saw(.dot))
    #expect(envelope.from == "b+x@mvo.example")
    #expect(envelope.recipients == ["anna@x.nl", "\"a b\"@x.nl"])
    #expect(bytes == Array("a\r\n.b\r\n".utf8))
    #expect(actions[2] == .send("250 2.0.0 caught\r\n"))
  }

  @Test(arguments: [
    ["MAIL FROM:<a@x>"], ["EHLO us", "RCPT TO:<a@x>"], ["EHLO us", "DATA"],
    ["EHLO us", "MAIL FROM:<a@x>", "DATA"], ["EHLO us", "MAIL FROM:<a@x>", "MAIL FROM:<a@x>"],
    ["EHLO us", "MAIL FROM:<a@x>", "RSET", "RCPT TO:<a@x>"],
  ])
  func `commands in the wrong order are refused`(lines: [String]) {
    var session = session()
    #expect(codes(&session, lines).last == "503")
  }

  @Test(arguments: [
    ("MAIL FROM:a@x", "501"), ("MAIL TO:<a@x>", "501"), ("FROB", "500"), ("", "500"),
    ("MAIL FROM:<> SIZE=99999999999", "552"), ("MAIL FROM:<>", "250"), ("mail from:<a@x>", "250"),
    ("NOOP", "250"), ("VRFY a", "252"),
  ])
  func `each command gets its reply`(line: String, code: String) {
    var session = session()
    #expect(codes(&session, ["EHLO us", line]).last == code)
  }

  @Test func `a login is checked and never shown`() {
    var session = session(
      manners: ServerOptions(
        mechanisms: ["PLAIN", "LOGIN"], accounts: ["me": "kanarie"], requiresAuthentication: true))
    #expect(codes(&session, ["EHLO us", "MAIL FROM:<a@x>"]) == ["250", "530"])
    #expect(codes(&session, ["AUTH PLAIN AG1lAHdyb25n"]) == ["535"])
    #expect(codes(&session, ["AUTH CRAM-MD5"]) == ["504"])
    #expect(codes(&session, ["AUTH LOGIN", "bWU=", "a2FuYXJpZQ=="]) == ["334", "334", "235"])
    let seen = session.take(line: "AUTH PLAIN AG1lAGthbmFyaWU=")
    #expect(seen.first == .saw(.command("AUTH PLAIN")))
    #expect(codes(&session, ["MAIL FROM:<a@x>"]) == ["250"])
  }

  @Test func `a rule for one recipient leaves the others alone and is used up`() {
    var session = session([
      FaultRule(.recipient, .reply("550 5.1.1 no"), recipient: "Bad@x.nl", times: 1),
      FaultRule(.mail, .close, times: 1, after: 1),
    ])
    let lines = ["EHLO us", "MAIL FROM:<a@x>", "RCPT TO:<good@x.nl>", "RCPT TO:<bad@x.nl>"]
    #expect(codes(&session, lines).last == #"reply("550 5.1.1 no")"#)
    #expect(codes(&session, ["RCPT TO:<bad@x.nl>", "RSET"]) == ["250", "250"])
    #expect(codes(&session, ["MAIL FROM:<a@x>", "NOOP"]).first == "close")
  }

  @Test(arguments: [
    (Fault.reply("451 4.3.0 x"), false), (.reply("554 x"), false), (.reply("251 x"), true),
    (.close, true), (.stall, true), (.delay(milliseconds: 1), true),
  ])
  func `after the dot the mail is kept unless it is refused`(fault: Fault, isKept: Bool) {
    var session = session([FaultRule(.final, fault)])
    _ = codes(&session, ["EHLO us", "MAIL FROM:<a@x>", "RCPT TO:<a@x>", "DATA"])
    let actions = session.take(message: Array("a\r\n.\r\n".utf8)).actions
    let accepted = actions.contains { if case .accept = $0 { true } else { false } }
    #expect(accepted == isKept)
  }
}
