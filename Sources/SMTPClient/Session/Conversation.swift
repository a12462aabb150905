package import Refusals

/// The dialogue on one connection, followed from outside: libcurl speaks, this listens.
///
/// It knows at each moment how far the current transfer came and what the server last said about
/// that, which libcurl's result code alone does not tell: 55, 56 and 28 occur both before and
/// after the last byte, and its response code is that of an earlier stage when a connection dies.
package struct Conversation: Sendable {
  package private(set) var stage = Stage.connect
  /// The complete reply to the current stage.
  package private(set) var reply: SMTPReply?
  /// Whether the server answered anything but 421 in this transfer: then it was alive.
  package private(set) var advanced = false
  /// Whether this transfer opened a connection instead of using one from before.
  package private(set) var opened = false
  /// Whether QUIT went out; what comes after it is about nothing of ours.
  package private(set) var hasQuit = false
  package private(set) var secured = false
  package private(set) var authenticated = false
  /// From the latest EHLO of this connection.
  package private(set) var capabilities = Capabilities()

  private var reader = SMTPReplyReader()
  private var awaitsSecret = false

  package init() {}

  /// A mail begins, perhaps on the connection of the last one.
  package mutating func beginTransfer() {
    stage = .connect
    reply = nil
    advanced = false
    opened = false
    hasQuit = false
    awaitsSecret = false
    reader = SMTPReplyReader()
  }

  /// A socket was made.
  package mutating func open(secured: Bool) {
    self.secured = secured
    opened = true
    authenticated = false
    capabilities = Capabilities()
  }

  /// A command goes out. Only its verb is looked at; nothing of it is kept.
  package mutating func sent(_ command: some Collection<UInt8>) {
    // The answer to a SASL challenge is a secret and could look like any verb.
    if awaitsSecret {
      awaitsSecret = false
      return
    }
    let verb = Self.verb(command)
    if verb == Self.quit { hasQuit = true }
    guard let next = Self.stages[verb] else { return }
    // After a refused EHLO libcurl tries HELO; the refusal counts until that is answered.
    if next != .hello || stage != .hello { reply = nil }
    stage = next
    reader = SMTPReplyReader()
    if next == .hello { capabilities = Capabilities() }
  }

  /// A line arrived.
  /// - Returns: the reply when the line completes one.
  package mutating func received(_ line: some Collection<UInt8>) -> SMTPReply? {
    if hasQuit || (stage == .final && reply != nil) { return nil }
    if stage == .connect { stage = .greeting }
    if stage == .hello, line.starts(with: "250".utf8) { capabilities.take(line) }
    guard var complete = reader.take(line) else { return nil }
    // What answers a secret may repeat it in any shape: nothing but the codes is kept.
    if stage == .authentication { complete.dropWords() }
    reply = complete
    if complete.code != 421 { advanced = true }
    switch (stage, complete.code) {
    case (.startTLS, 220): secured = true
    case (.authentication, 334): awaitsSecret = true
    case (.authentication, 235): authenticated = true
    case (.data, 354):
      stage = .body
      reply = nil
    default: break
    }
    return complete
  }

  /// Our last byte was handed to libcurl.
  package mutating func finishedBody() {
    stage = .final
    reply = nil
    reader = SMTPReplyReader()
  }

  private static let quit = verb("QUIT".utf8)
  private static let stages: [UInt64: Stage] = [
    verb("EHLO".utf8): .hello, verb("HELO".utf8): .hello, verb("STARTTLS".utf8): .startTLS,
    verb("AUTH".utf8): .authentication, verb("MAIL".utf8): .mail, verb("RCPT".utf8): .recipient,
    verb("DATA".utf8): .data,
  ]

  /// The letters a command begins with, in upper case, packed into a number; 0 for more than eight.
  private static func verb(_ command: some Collection<UInt8>) -> UInt64 {
    var verb: UInt64 = 0
    for byte in command {
      let letter = byte & 0xDF
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else { break }
      if verb >> 56 != 0 { return 0 }
      verb = verb << 8 | UInt64(letter)
    }
    return verb
  }
}
