import FoundationEssentials
import MIME

/// The web side of the catcher: the list, one mail in its forms, and the list for programs.
///
/// A mail is a stranger's document: its HTML is shown in a frame that runs no script, loads nothing
/// and has no origin; only its links work.
struct InboxPages: Sendable {
  private static let page = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
  private static let mail =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups "
    + "allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"

  let inbox: Inbox

  func response(to uri: String) -> WebResponse {
    let path = uri.prefix { $0 != "?" }
    let words = path.split(separator: "/").map(String.init)
    switch words.count {
    case 0: return html(list())
    case 2 where words == ["api", "mails"]:
      return WebResponse(status: 200, type: "application/json", policy: Self.page, body: json())
    case 2 where words[0] == "mail", 3 where words[0] == "mail":
      guard let id = Int(words[1]), let mail = inbox.mail(id) else { return .notFound }
      return show(mail, form: words.count == 3 ? words[2] : nil)
    default: return .notFound
    }
  }

  private func html(_ body: String) -> WebResponse {
    WebResponse(status: 200, type: "text/html; charset=utf-8", policy: Self.page, body: body)
  }

  private func show(_ mail: CaughtMail, form: String?) -> WebResponse {
    let letter = ReadableMail(mail)
    switch form {
    case nil: return html(Self.view(mail, letter, form: letter.forms[0].id))
    case "frame":
      guard let text = letter.html else { return .notFound }
      // Links leave the frame, into a page of their own that the sandbox does not bind.
      return WebResponse(
        status: 200, type: "text/html; charset=utf-8", policy: Self.mail,
        body: "<!doctype html><base target=\"_blank\">" + text)
    case "eml":
      return WebResponse(
        status: 200, type: "text/plain; charset=utf-8", policy: Self.page, body: mail.text)
    case .some(let form):
      guard letter.forms.contains(where: { $0.id == form }) else { return .notFound }
      return html(Self.view(mail, letter, form: form))
    }
  }

  private func list() -> String {
    let mails = inbox.mails.suffix(500).reversed()
    let rows = mails.map { mail in
      """
      <li><a href="/mail/\(mail.id)"><b>\(CaughtText.html(mail.header("Subject") ?? "(no subject)"))</b>
      <span>to \(CaughtText.html(mail.recipients.joined(separator: ", ")))</span>
      <time>\(Self.time(mail.at))</time></a></li>
      """
    }
    let content =
      rows.isEmpty
      ? "<p>No mail yet. This page looks again by itself.</p>"
      : "<ol reversed>\(rows.joined(separator: "\n"))</ol>"
    return PageFrame.wrap(
      title: "Caught mail (\(mails.count))", refresh: 3,
      "<h1>Caught mail</h1><p>None of it went any further.</p>\(content)")
  }

  private static func view(_ mail: CaughtMail, _ letter: ReadableMail, form: String) -> String {
    let rows = letter.headers.map {
      "<dt>\(CaughtText.html($0.name))</dt><dd>\(CaughtText.html($0.value))</dd>"
    }
    let tabs = letter.forms.map {
      let current = $0.id == form ? " aria-current=\"page\"" : ""
      return "<a href=\"/mail/\(mail.id)/\($0.id)\"\(current)>\(CaughtText.html($0.name))</a>"
    }
    let title = mail.header("Subject") ?? "(no subject)"
    let content =
      form == "html"
      ? "<iframe src=\"/mail/\(mail.id)/frame\" title=\"The mail\" sandbox=\"allow-popups "
        + "allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation\"></iframe>"
      : "<pre>\(CaughtText.html(letter.text(of: form)))</pre>"
    return PageFrame.wrap(
      title: title,
      """
      <p><a href="/">All mail</a></p><h1>\(CaughtText.html(title))</h1>
      <dl>\(rows.joined())</dl>
      <nav aria-label="Forms of this mail">\(tabs.joined(separator: " "))</nav>
      \(content)
      """)
  }

  private func json() -> String {
    let items = inbox.mails.map { mail in
      let header = MIMEParser.parseUpToLimits(mail.bytes).header
      return APIMail(
        id: mail.id, from: mail.envelopeFrom, to: mail.recipients,
        subject: header.text("subject") ?? "", messageID: header.text("message-id") ?? "",
        at: mail.at)
    }
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return (try? encoder.encode(items)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  private static func time(_ date: Date) -> String {
    date.formatted(
      .iso8601.year().month().day().dateTimeSeparator(.space).time(
        includingFractionalSeconds: false)
    ) + " UTC"
  }
}

private struct APIMail: Encodable {
  var id: Int
  var from: String
  var to: [String]
  var subject: String
  var messageID: String
  var at: Date
}
