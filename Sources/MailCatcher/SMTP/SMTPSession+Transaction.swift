/// MAIL, RCPT, DATA and the end of the message (RFC 5321 section 3.3).
extension SMTPSession {
  mutating func mail(_ line: String) -> [Action] {
    guard hasGreeted else { return [.send("503 5.5.1 say EHLO first\r\n")] }
    guard envelope == nil else { return [.send("503 5.5.1 one mail at a time\r\n")] }
    guard user != nil || !manners.requiresAuthentication else {
      return [.send("530 5.7.0 authentication required\r\n")]
    }
    guard let path = Self.path(line, after: "MAIL FROM:") else {
      return [.send("501 5.5.4 MAIL FROM:<address>\r\n")]
    }
    if let limit = manners.sizeLimit, let size = Self.size(path.parameters), size > limit {
      return [.send("552 5.3.4 too big\r\n")]
    }
    return reply(at: .mail, "250 2.1.0 ok\r\n") { $0.envelope = Envelope(from: path.address) }
  }

  mutating func recipient(_ line: String) -> [Action] {
    guard envelope != nil else { return [.send("503 5.5.1 say MAIL first\r\n")] }
    guard let path = Self.path(line, after: "RCPT TO:"),
      path.address.utf8.contains(UInt8(ascii: "@"))
    else { return [.send("501 5.1.3 RCPT TO:<address>\r\n")] }
    return reply(at: .recipient, "250 2.1.5 ok\r\n", for: path.address) {
      $0.envelope?.recipients.append(path.address)
    }
  }

  mutating func data() -> [Action] {
    guard let envelope, !envelope.recipients.isEmpty else {
      return [.send("503 5.5.1 say RCPT first\r\n")]
    }
    return reply(at: .data, "354 go on, end with a dot\r\n") {
      $0.mode = .message(DotDecoder())
      $0.bodyFaultIsDue = true
    }
  }

  mutating func finish(_ message: [UInt8]) -> [Action] {
    guard let done = envelope else { return [] }
    mode = .commands
    if let limit = manners.sizeLimit, message.count > limit {
      envelope = nil
      return [.send("552 5.3.4 too big\r\n")]
    }
    var actions = reply(at: .final, "250 2.0.0 caught\r\n") { _ in }
    if case .fault(.reply(let text), _) = actions[0], text.hasPrefix("4") || text.hasPrefix("5") {
      envelope = nil
      return actions
    }
    actions.insert(.accept(done, message), at: 0)
    if case .send = actions[1], let fault = script.take(.idle, recipient: done.recipients.first) {
      if !fault.isLate { mode = .deaf }
      actions.append(.fault(fault, instead: ""))
    }
    envelope = nil
    return actions
  }

  /// The address between the angle brackets, and what follows it.
  static func path(
    _ line: String, after prefix: String
  ) -> (address: String, parameters: Substring)? {
    guard line.utf8.count > prefix.utf8.count, line.prefix(prefix.count).uppercased() == prefix
    else { return nil }
    let rest = line.dropFirst(prefix.count).drop { $0 == " " }
    guard rest.first == "<", let end = rest.lastIndex(of: ">") else { return nil }
    return (String(rest[rest.index(after: rest.startIndex)..<end]), rest[rest.index(after: end)...])
  }

  static func size(_ parameters: Substring) -> Int? {
    for word in parameters.split(separator: " ") where word.uppercased().hasPrefix("SIZE=") {
      return Int(word.dropFirst(5))
    }
    return nil
  }
}
