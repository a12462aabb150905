/// How much structure a mail may have. Beyond `fields`, `parts` and `depth` it is refused
/// (`MailDefect`), or read up to there (`MIMEParser.parseUpToLimits`).
package enum MIMELimits {
  /// Fields of one header.
  package static let fields = 1000
  /// Bytes of one field, folded lines included; what is longer is cut.
  package static let fieldBytes = 64 * 1024
  package static let parts = 100
  /// Multiparts and messages within each other.
  package static let depth = 10
  /// Parameters of one field; more are not read.
  static let parameters = 50
  /// Bytes in which an encoded-word has to end; RFC 2047 section 2 allows 75.
  static let wordBytes = 400
}
