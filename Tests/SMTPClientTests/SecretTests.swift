import Foundation
import SMTPClient
import Testing

@Suite("Secrets in replies") struct SecretTests {
  static let secret = "korenbloem-7Q!kanarie"

  @Test(arguments: ["AUTH PLAIN AGFiYw==", "AUTH LOGIN", "AUTH XOAUTH2 dXNlcg=="])
  func `of a reply to a login the codes are kept and nothing else`(command: String) throws {
    var conversation = Conversation()
    conversation.beginTransfer()
    conversation.open(secured: true)
    _ = conversation.received(Array("220 hello".utf8))
    conversation.sent(Array("EHLO x".utf8))
    _ = conversation.received(Array("250 AUTH PLAIN LOGIN XOAUTH2".utf8))
    conversation.sent(Array(command.utf8))
    #expect(conversation.received(Array("535-5.7.8 \(Self.secret)\r\n".utf8)) == nil)
    let reply = conversation.received(Array("535 5.7.8 and more \(Self.secret)".utf8))
    #expect(reply?.text == "535 5.7.8")
    #expect(conversation.reply?.text == "535 5.7.8")
  }

  static var shapes: [String] {
    let bytes = Array(secret.utf8)
    func coded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    let plain = coded("\0convoke\0\(secret)")
    return [
      secret, plain, coded(secret), coded("user=convoke\u{1}auth=Bearer \(secret)\u{1}\u{1}"),
      String(plain.prefix(20)) + " " + plain.dropFirst(20), String(plain.dropFirst(9)),
      String(plain.prefix(12)), coded("x" + secret), coded("xy" + secret),
      bytes.map { String($0, radix: 16) }.joined(), secret.map { "\($0) " }.joined(),
    ]
  }

  @Test(arguments: shapes) func `later a text that repeats the secret is left out whole`(
    shape: String
  ) {
    let redaction = Redaction(username: "convoke", secret: Secret(Self.secret))
    #expect(redaction.clean("550 5.7.1 \(shape) is no good") == "[secret]")
  }

  @Test(arguments: [
    "250 2.0.0 Ok: queued as 4Zk9Xr1yHcz2", "550 5.1.1 <anna@partner.example>: user unknown",
    "452 4.2.2 mailbox full", "550 blocked, see https://korenveld.example/convoke",
  ])
  func `other texts are kept`(text: String) {
    let redaction = Redaction(username: "convoke", secret: Secret(Self.secret))
    #expect(redaction.clean(text) == text)
    #expect(Redaction().clean(text) == text)
  }
}
