package import FoundationEssentials
import MIME

/// One mail the catcher took responsibility for.
package struct CaughtMail: Sendable, Identifiable {
  /// 1 for the first mail of this catcher.
  package var id: Int
  package var at: Date
  /// Without angle brackets; empty is the null sender.
  package var envelopeFrom: String
  package var recipients: [String]
  /// Exactly what came after DATA, dot-unstuffed.
  package var bytes: [UInt8]
  /// Who the client had logged in as.
  package var authenticatedAs: String?

  /// The whole message as text; bytes that are no UTF-8 become U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The first header field of this name, unfolded and decoded (RFC 2047); nil when absent.
  package func header(_ name: String) -> String? {
    MIMEParser.parseUpToLimits(bytes).header.text(name.lowercased())
  }
}
