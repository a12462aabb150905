/// An address mail can be sent to (RFC 5321 section 4.1.2): checked, and in one form.
///
/// Nothing that could end a header field or an SMTP command can be in one.
package struct MailAddress: Sendable, Hashable, CustomStringConvertible {
  /// `LOCAL@DOMAIN` as it goes on the wire: the local part as written, the domain in lower-case
  /// A-labels.
  package let text: String
  /// The same in lower case: two addresses with the same normalised form are one person's.
  package let normalized: String

  /// White space around it is taken away.
  /// - Throws: a sentence for the person who wrote it.
  package init(_ text: String) throws(AddressProblem) {
    if let plain = PlainAddress(text) {
      self.text = plain.text
      normalized = plain.normalized
      return
    }
    let trimmed = Self.trim(text)
    do throws(AddressProblem) {
      guard !trimmed.isEmpty else { throw AddressProblem("is no address") }
      guard let at = trimmed.utf8.lastIndex(of: UInt8(ascii: "@")) else {
        throw AddressProblem("has no @")
      }
      let domain = try DomainName.ascii(trimmed[trimmed.utf8.index(after: at)...])
      let local = try LocalPart.checked(trimmed[..<at])
      guard local.utf8.count + domain.utf8.count < 254 else {
        throw AddressProblem("is longer than 254 bytes")
      }
      self.text = "\(local)@\(domain)"
      let lower = "\(local.lowercased().composed)@\(domain)"
      normalized = lower == self.text ? self.text : lower
    } catch {
      throw AddressProblem("\"\(Self.shown(trimmed))\" \(error.description)")
    }
  }

  /// An address that was checked before, from its two forms.
  init(checked text: String, normalized: String) {
    self.text = text
    self.normalized = normalized
  }

  package var description: String { text }

  package var local: Substring { text[..<at] }
  package var domain: Substring { text[text.utf8.index(after: at)...] }

  /// Whether only a server with SMTPUTF8 (RFC 6531) can take mail for it.
  package var needsUTF8: Bool { local.utf8.contains { $0 >= 0x80 } }

  private var at: String.Index {
    text.utf8.lastIndex(of: UInt8(ascii: "@")) ?? text.startIndex
  }

  private static func trim(_ text: String) -> Substring {
    func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
    var trimmed = text.drop(while: isSpace)
    while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
    return trimmed
  }

  /// Fit for one line of a message: no control characters, nothing invisible, not too long.
  private static func shown(_ text: Substring) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(80))).visible
  }
}
