import ConfigReader
import Domain

/// What a new network has to know of itself.
struct NetworkAnswers {
  var name: String
  var timezone: String
  var language: String
  var address: String
  var from: String
  var bounces: String
  var relay: String
  var web: String

  /// What is asked, in order; `key` is the option that answers it.
  struct Question {
    let key: String
    let text: String
    let suggestion: String?
    /// Why an answer cannot be taken; nil when it can.
    let objection: (String) -> String?
  }

  static func questions(languages: [String], zone: String?) -> [Question] {
    let some: (String) -> String? = { $0.isEmpty ? "this is needed" : nil }
    return [
      Question(key: "name", text: "Name of the network", suggestion: nil, objection: some),
      Question(
        key: "timezone", text: "Time zone", suggestion: zone,
        objection: { ConfigReader.loadZone($0) == nil ? "there is no time zone '\($0)'" : nil }),
      Question(
        key: "language", text: "Language (\(languages.joined(separator: " or ")))",
        suggestion: languages.contains("nl") ? "nl" : languages.first,
        objection: {
          languages.contains($0)
            ? nil : "there are letters in \(languages.joined(separator: ", ")), not in '\($0)'"
        }),
      Question(
        key: "address", text: "Postal address, for the footer of every mail", suggestion: nil,
        objection: some),
      Question(
        key: "from", text: "Sender, such as Our Network <invite@example.org>", suggestion: nil,
        objection: {
          address(of: $0) == nil ? "'\($0)' is no address that mail can come from" : nil
        }
      ),
      Question(
        key: "relay", text: "Mail server that takes our mail", suggestion: "smtp://127.0.0.1:25",
        objection: {
          $0.hasPrefix("smtp://") || $0.hasPrefix("smtps://")
            ? nil : "a mail server is smtp://HOST:PORT or smtps://HOST:PORT"
        }),
      Question(
        key: "web", text: "Address of the pages behind the links", suggestion: nil,
        objection: {
          $0.hasPrefix("https://") || $0.hasPrefix("http://")
            ? nil : "an address of the web begins with https:// (or http:// for this machine)"
        }),
    ]
  }

  /// `Name <a@b>` or `a@b`.
  static func address(of sender: String) -> MailAddress? {
    var text = Substring(sender)
    if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
      text = text[text.index(after: open)...].dropLast()
    }
    return try? MailAddress(String(text))
  }

  /// Whether the mail server is on this machine, where it needs no encryption.
  var isRelayHere: Bool {
    ["//127.", "//localhost", "//[::1]"].contains { relay.contains($0) } && relay.hasPrefix("smtp:")
  }
}
