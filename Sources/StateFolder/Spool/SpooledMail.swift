import JSONLines

/// A mail with what the server said of its envelope; in a file, one line of JSON and then the mail,
/// byte for byte.
package struct SpooledMail: Sendable, Hashable {
  /// "" for the null sender; nil where nobody said.
  package var sender: String?
  package var recipient: String?
  package var mail: [UInt8]

  package init(sender: String? = nil, recipient: String? = nil, mail: [UInt8]) {
    self.sender = sender
    self.recipient = recipient
    self.mail = mail
  }

  /// A file that does not begin with such a line is a mail alone.
  package init(file bytes: [UInt8]) {
    mail = bytes
    guard bytes.first == UInt8(ascii: "{"), let end = bytes.firstIndex(of: 0x0a),
      let envelope = try? JSONLine.parse(
        Array(bytes[..<end]), { ($0.string("sender"), $0.string("recipient")) })
    else { return }
    (sender, recipient) = envelope
    mail = Array(bytes[(end + 1)...])
  }

  package var bytes: [UInt8] {
    var json = JSONObjectWriter()
    json.add("sender", ifPresent: sender)
    json.add("recipient", ifPresent: recipient)
    return json.finish() + [0x0a] + mail
  }

  /// The sender as an MTA hands it to a command: Postfix spells the null sender `MAILER-DAEMON`
  /// where `null_sender=` is not set, others `<>`.
  package static func sender(argument: String?) -> String? {
    guard let argument else { return nil }
    let bare =
      argument.hasPrefix("<") && argument.hasSuffix(">")
      ? String(argument.dropFirst().dropLast()) : argument
    return bare.uppercased() == "MAILER-DAEMON" ? "" : bare
  }
}
