import Inbound

/// Short ways to write a mail in a test.
enum MailText {
  /// With CRLF at the ends of its lines.
  static func bytes(_ text: String) -> [UInt8] {
    Array(text.replacing("\n", with: "\r\n").utf8)
  }

  static func understand(
    _ text: String, from: String? = nil, to: String? = nil
  ) throws -> ClassifiedMail {
    try MailReader.understand(bytes(text), envelopeSender: from, envelopeRecipient: to)
  }

  /// A person's plain reply to an invitation.
  static func reply(
    _ body: String, subject: String = "Re: Uitnodiging", header: String = ""
  ) -> String {
    """
    From: Anna Bakker <anna@bakker.example>
    To: uitnodiging@mvo.example
    Subject: \(subject)
    Message-ID: <reply-1@bakker.example>
    In-Reply-To: <invitation-1@mvo.example>
    Content-Type: text/plain; charset=utf-8
    \(header.isEmpty ? "X-Mailer: Test" : header)

    \(body)
    """
  }
}
