package import Domain

/// A composed mail: the exact bytes and what the envelope needs.
package struct Letter: Sendable {
  /// Without angle brackets.
  package let messageID: String
  package let subject: String
  /// `bounces+TAG@…`; empty for the null sender of a mail that answers a mail.
  package let envelopeFrom: String
  package let recipient: MailAddress
  /// Strict CRLF, ASCII, header and body.
  package let message: [UInt8]
  /// The two parts as UTF-8 with LF line ends.
  package let htmlBytes: [UInt8]
  package let textBytes: [UInt8]
  /// The calendar part, CRLF.
  package let calendarBytes: [UInt8]?
  let logo: MailLogo?

  package var html: String { String(decoding: htmlBytes, as: UTF8.self) }
  /// The HTML as a page that stands alone: its logo is where `address` says, else inside it.
  package func page(logo address: String? = nil) -> String {
    guard let logo else { return html }
    return html.replacing("cid:" + logo.contentID, with: address ?? logo.dataAddress)
  }
  package var text: String { String(decoding: textBytes, as: UTF8.self) }
  package var calendar: String? { calendarBytes.map { String(decoding: $0, as: UTF8.self) } }
}
