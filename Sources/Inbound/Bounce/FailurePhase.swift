import MIME

/// At which command a server refused. A refusal after the text was sent is about the text as often
/// as about the person (RFC 5321 section 4.2 leaves them alike), so it does not make an address
/// dead.
enum FailurePhase {
  case sender, recipient, text, other

  /// What a reply, or the MTA's words around it, says about that; nil where nothing does.
  init?(_ reply: Bytes) {
    if let place = reply.find("in reply to ") {
      let command = reply[(place + "in reply to ".utf8.count)...]
      self.init(command: command.begins("end of data") ? Array("data".utf8)[...] : command)
    } else if reply.contains("after end of data") || reply.contains("for text command")
      || reply.contains("failed after i sent the message") || reply.contains("our final data")
      || reply.contains("(state 17)") || reply.contains("(state 18)")
    {
      self = .text
    } else if reply.contains("after mail from") || reply.contains("our mail from") {
      self = .sender
    } else if reply.contains("after rcpt to") || reply.contains("our rcpt to")
      || reply.contains("for rcpt to") || reply.contains("does not like recipient")
      || reply.contains("after rcpt command") || reply.contains("[rcpt_to]")
      || reply.contains("(state 13)") || reply.contains("(state 14)")
    {
      self = .recipient
    } else if reply.contains("rcpt") {
      self = .recipient
    } else {
      return nil
    }
  }

  /// From a transcript (`>>> COMMAND`, `<<< REPLY`): the command before the first refusal.
  /// Sendmail, which sends commands ahead, shows the reply to RCPT behind DATA; then the next one
  /// says that nobody is left, or Sendmail itself that the user is unknown.
  init?(transcript lines: [Bytes]) {
    var command: Bytes?
    for line in lines {
      let text = line.trimmed
      if text.begins(">>> ") {
        command = text.dropFirst(4)
      } else if text.begins("<<< ") {
        guard let first = text.dropFirst(4).first, first == 0x34 || first == 0x35, let command
        else { continue }
        self.init(command: command)
        if self == .text, lines.contains(where: Self.isAboutRecipients) { self = .recipient }
        return
      }
    }
    for (number, line) in lines.enumerated().dropLast() where line.contains("smtp command") {
      self.init(command: lines[number + 1].trimmed)
      return
    }
    return nil
  }

  private static func isAboutRecipients(_ line: Bytes) -> Bool {
    line.begins("<<< 503") || line.contains("no valid recipients") || line.contains("valid rcpt")
      || line.begins("550 5.1.1 ") && line.contains("... user unknown")
  }

  private init(command: Bytes) {
    if command.begins("rcpt") {
      self = .recipient
    } else if command.begins("mail") {
      self = .sender
    } else if command.begins("data") || command.equals(".") {
      self = .text
    } else {
      self = .other
    }
  }
}
