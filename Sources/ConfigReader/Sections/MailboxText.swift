import Domain
import Templating

/// `Sanne de Boer <sanne@mvo.example>`, `"Boer, S." <s@mvo.example>` or an address alone.
enum MailboxText {
  static func parse(_ text: String) throws(AddressProblem) -> Mailbox {
    let trimmed = trim(text)
    guard trimmed.hasSuffix(">"), let open = trimmed.lastIndex(of: "<") else {
      return Mailbox(name: "", address: try MailAddress(trimmed))
    }
    let inside = trimmed[trimmed.index(after: open)...].dropLast()
    var name = trim(String(trimmed[..<open]))
    if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
      name = unquote(name.dropFirst().dropLast())
    }
    guard !name.contains(where: { $0 == "<" || $0 == ">" }) else {
      throw AddressProblem("'\(text)' must be written as Name <address>")
    }
    return Mailbox(name: name, address: try MailAddress(String(inside)))
  }

  private static func unquote(_ text: Substring) -> String {
    var result = String.UnicodeScalarView()
    var escaped = false
    for scalar in text.unicodeScalars {
      if scalar == "\\", !escaped {
        escaped = true
      } else {
        result.append(scalar)
        escaped = false
      }
    }
    return String(result)
  }
}
