import Refusals
import SMTPClient
import Testing

@Suite("The dialogue, followed from outside") struct ConversationTests {
  private func reply(_ lines: String...) -> SMTPReply? {
    var reader = SMTPReplyReader()
    var reply: SMTPReply?
    for line in lines { reply = reader.take(Array(line.utf8)) }
    return reply
  }

  /// C for what we say, S for the server.
  private func conversation(_ lines: String...) -> Conversation {
    var conversation = Conversation()
    conversation.beginTransfer()
    conversation.open(secured: false)
    for line in lines {
      let text = Array((line.dropFirst(3) + "\r\n").utf8)
      if line.hasPrefix("C: ") {
        conversation.sent(text)
      } else {
        _ = conversation.received(text)
      }
    }
    return conversation
  }

  @Test(arguments: [
    ("250 2.0.0 Ok: queued as 7636CFC890C\r\n", 250, "250 2.0.0 Ok: queued as 7636CFC890C"),
    ("550 no\r\n", 550, "550 no"), ("250\r\n", 250, "250"), ("250 \r\n", 250, "250"),
    ("451 4.3.0 later", 451, "451 4.3.0 later"),
    ("550 a\u{1B}[31mb\u{2028}c\r\n", 550, "550 a?[31mb?c"),
  ])
  func `a reply is read and made printable`(line: String, code: Int, text: String) {
    #expect(reply(line)?.code == code)
    #expect(reply(line)?.text == text)
  }

  @Test func `a reply of several lines is one reply`() {
    #expect(reply("550-5.1.1 no\r\n") == nil)
    #expect(
      reply("550-5.1.1 no\r\n", "550 5.1.1 such user\r\n")?.text == "550 5.1.1 no 5.1.1 such user")
  }

  @Test(arguments: ["hello", "", "25", "999 x", "099 x", "2500 x", "250x", "\u{FF12}50 x"])
  func `what is no reply is passed over`(line: String) {
    #expect(reply(line) == nil)
  }

  @Test func `a server cannot fill our memory with one reply`() {
    var reader = SMTPReplyReader()
    for _ in 0..<10_000 {
      _ = reader.take(Array("250-\(String(repeating: "x", count: 900))\r\n".utf8))
    }
    let text = reader.take(Array("250 end\r\n".utf8))?.text ?? ""
    #expect(text.utf8.count <= 2 * SMTPReplyReader.limit)
  }

  @Test func `stages follow the commands`() {
    var talk = conversation("S: 220 hi")
    #expect(talk.stage == .greeting)
    talk = conversation("S: 220 hi", "C: EHLO us", "S: 250-x", "S: 250 SIZE 1000")
    #expect(talk.stage == .hello && talk.capabilities.sizeLimit == 1000)
    talk = conversation("S: 220 hi", "C: EHLO us", "S: 250 x", "C: MAIL FROM:<a@x>", "S: 250 ok")
    #expect(talk.stage == .mail && talk.reply?.code == 250 && talk.advanced)
    talk = conversation("C: RCPT TO:<a@x>")
    #expect(talk.stage == .recipient && talk.reply == nil)
    talk = conversation("C: DATA", "S: 354 go")
    #expect(talk.stage == .body && talk.reply == nil)
  }

  @Test func `the answer to a challenge is not taken for a command`() {
    var talk = conversation("C: AUTH LOGIN", "S: 334 VXNlcg==", "C: RCPTxxxx")
    #expect(talk.stage == .authentication)
    talk = conversation("C: AUTH PLAIN AHgAeQ==", "S: 235 ok")
    #expect(talk.authenticated)
  }

  @Test func `what is said after QUIT is about nothing of ours`() {
    let talk = conversation("C: RCPT TO:<a@x>", "S: 550 5.1.1 no", "C: QUIT", "S: 221 bye")
    #expect(talk.stage == .recipient && talk.reply?.code == 550)
  }

  @Test func `after STARTTLS only the second EHLO counts`() {
    let talk = conversation(
      "S: 220 hi", "C: EHLO us", "S: 250-x", "S: 250-AUTH PLAIN", "S: 250 STARTTLS", "C: STARTTLS",
      "S: 220 go", "C: EHLO us", "S: 250-x", "S: 250 AUTH XOAUTH2 LOGIN")
    #expect(talk.secured)
    #expect(talk.capabilities.mechanisms == ["XOAUTH2", "LOGIN"])
  }

  @Test func `a new connection has to log in again`() {
    var talk = conversation("C: AUTH PLAIN x", "S: 235 ok")
    talk.beginTransfer()
    #expect(talk.authenticated && !talk.opened && !talk.advanced)
    talk.open(secured: false)
    #expect(!talk.authenticated && talk.opened)
  }

  @Test func `after the last byte only one reply counts`() {
    var talk = conversation("C: DATA", "S: 354 go")
    talk.finishedBody()
    _ = talk.received(Array("250 ok\r\n".utf8))
    _ = talk.received(Array("550 no\r\n".utf8))
    #expect(talk.stage == .final && talk.reply?.code == 250)
  }
}
