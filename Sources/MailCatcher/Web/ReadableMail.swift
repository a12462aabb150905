import MIME

/// A mail as a reader wants to look at it: the headers that matter and each of its forms.
struct ReadableMail {
  struct Form {
    /// The last word of its address.
    var id: String
    var name: String
  }

  private static let shownHeaders = [
    "From", "To", "Subject", "Date", "Reply-To", "Message-ID", "List-Unsubscribe",
  ]

  private let message: MIMEMessage
  private let mail: CaughtMail
  private let calendars: [MIMEPart]

  init(_ mail: CaughtMail) {
    self.mail = mail
    message = MIMEParser.parseUpToLimits(mail.bytes)
    calendars = message.leaves.filter {
      ["text/calendar", "application/ics"].contains($0.type.value)
    }
  }

  var headers: [(name: String, value: String)] {
    let envelope = "<\(mail.envelopeFrom)> to <\(mail.recipients.joined(separator: ">, <"))>"
    return [("Envelope", envelope)]
      + Self.shownHeaders.compactMap { name in
        message.header.text(name.lowercased()).map { (name, $0) }
      }
  }

  /// At least one; the first is what a mail program would show.
  var forms: [Form] {
    var forms: [Form] = []
    if html != nil { forms.append(Form(id: "html", name: "HTML")) }
    if plain != nil { forms.append(Form(id: "text", name: "Text")) }
    for (index, part) in calendars.enumerated() {
      let method = part.type["method"]?.text ?? "attached"
      forms.append(Form(id: "calendar-\(index + 1)", name: "Calendar (\(method))"))
    }
    return forms + [Form(id: "raw", name: "Raw")]
  }

  var html: String? { text("text/html") }

  private var plain: String? { text("text/plain") }

  /// Of the first part of that type.
  private func text(_ type: String) -> String? {
    message.leaves.first { $0.type.value == type }.map { message.text($0).text }
  }

  func text(of form: String) -> String {
    if form == "text" { return plain ?? "" }
    if form.hasPrefix("calendar-"), let number = Int(form.dropFirst(9)),
      calendars.indices.contains(number - 1)
    {
      return message.text(calendars[number - 1]).text
    }
    return mail.text
  }
}
