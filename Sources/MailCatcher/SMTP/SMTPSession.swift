/// One SMTP dialogue as seen by the server: lines and message bytes in, actions out.
///
/// A value without I/O, so that the protocol can be tested without a socket (RFC 5321).
package struct SMTPSession: Sendable {
  package enum Action: Sendable, Equatable {
    /// A whole reply, CRLF included.
    case send(String)
    /// Something goes wrong where this reply would have been due.
    case fault(Fault, instead: String)
    /// Keep the mail, before anything is said about it.
    case accept(Envelope, [UInt8])
    case saw(Seen)
    case close
  }

  package enum Seen: Sendable, Equatable {
    case command(String)
    case dot
  }

  enum Mode: Sendable {
    case commands
    case message(DotDecoder)
    /// A SASL exchange goes on: the answers to our challenges so far.
    case sasl(mechanism: String, answers: [String])
    /// Whatever comes is ignored.
    case deaf
  }

  static let longestCommand = 4096

  let manners: ServerOptions
  let script: FaultScript
  var mode = Mode.commands
  var user: String?
  var hasGreeted = false
  var envelope: Envelope?
  var bodyFaultIsDue = false

  package init(manners: ServerOptions, script: FaultScript) {
    self.manners = manners
    self.script = script
  }

  package var isReadingMessage: Bool {
    if case .message = mode { true } else { false }
  }

  package mutating func start() -> [Action] {
    reply(at: .greeting, "220 mailcatcher.invalid ESMTP\r\n") { _ in }
  }

  /// - Parameter line: a command without its line end.
  package mutating func take(line: String) -> [Action] {
    if case .sasl(let mechanism, let answers) = mode {
      return continueLogin(mechanism, answers + [line])
    }
    let verb = line.prefix { $0 != " " }.uppercased()
    let shown = verb == "AUTH" ? line.split(separator: " ").prefix(2).joined(separator: " ") : line
    return [.saw(.command(shown))] + answer(verb, line)
  }

  /// - Returns: what to do, and how many of the bytes belonged to the message.
  package mutating func take(
    message bytes: some Collection<UInt8>
  ) -> (actions: [Action], count: Int) {
    guard case .message(var decoder) = mode else { return ([], 0) }
    // Lets go of the second reference, or each piece would copy all that came before it.
    mode = .commands
    let (count, isFinished) = decoder.take(bytes)
    mode = .message(decoder)
    if bodyFaultIsDue, count > 0 {
      bodyFaultIsDue = false
      if let fault = script.take(.body, recipient: envelope?.recipients.first) {
        guard fault.isLate else {
          mode = .deaf
          return ([.fault(fault, instead: "")], count)
        }
        let rest = isFinished ? [.saw(.dot)] + finish(decoder.message) : []
        return ([.fault(fault, instead: "")] + rest, count)
      }
    }
    return (isFinished ? [.saw(.dot)] + finish(decoder.message) : [], count)
  }

  private mutating func answer(_ verb: String, _ line: String) -> [Action] {
    switch verb {
    case "EHLO", "HELO":
      return reply(at: .hello, verb == "EHLO" ? greeting : "250 mailcatcher.invalid\r\n") {
        $0.hasGreeted = true
        $0.envelope = nil
      }
    case "AUTH": return login(line)
    case "MAIL": return mail(line)
    case "RCPT": return recipient(line)
    case "DATA": return data()
    case "RSET":
      envelope = nil
      return [.send("250 2.0.0 forgotten\r\n")]
    case "NOOP": return [.send("250 2.0.0 here\r\n")]
    case "VRFY": return [.send("252 2.1.5 perhaps\r\n")]
    case "QUIT":
      return reply(at: .quit, "221 2.0.0 bye\r\n") { _ in } + [.close]
    default: return [.send("500 5.5.2 what is \(Self.shown(verb))?\r\n")]
    }
  }

  private var greeting: String {
    var lines = ["mailcatcher.invalid", "8BITMIME", "ENHANCEDSTATUSCODES"]
    if let limit = manners.sizeLimit { lines.append("SIZE \(limit)") }
    if manners.smtpUTF8 { lines.append("SMTPUTF8") }
    if !manners.mechanisms.isEmpty {
      lines.append("AUTH " + manners.mechanisms.joined(separator: " "))
    }
    let last = lines.removeLast()
    return lines.map { "250-\($0)\r\n" }.joined() + "250 \(last)\r\n"
  }

  /// Replies, unless the script has something else in mind; `advance` happens only if the reply,
  /// now or later, is the good one.
  mutating func reply(
    at stage: FaultStage, _ text: String, for recipient: String? = nil,
    advance: (inout SMTPSession) -> Void
  ) -> [Action] {
    let concerned = recipient ?? envelope?.recipients.first
    guard let fault = script.take(stage, recipient: concerned) else {
      advance(&self)
      return [.send(text)]
    }
    switch fault {
    case .delay, .hold: advance(&self)
    case .reply(let other) where !other.hasPrefix("4") && !other.hasPrefix("5"): advance(&self)
    case .reply: break
    case .close, .reset, .stall, .junk, .partial: mode = .deaf
    }
    return [.fault(fault, instead: text)]
  }

  private static func shown(_ verb: String) -> String {
    String(verb.unicodeScalars.prefix(20).filter { $0.isASCII && $0.value > 32 && $0.value < 127 })
  }
}
