import MIME

/// How much of a mail is read, beside its structure (`MIMELimits`). Beyond `bytes` a mail is
/// refused (`MailDefect`); the others only say where reading stops, because more cannot change the
/// answer.
package enum MailLimits {
  /// 10 MiB, as most servers allow.
  package static let bytes = 10 * 1024 * 1024
  /// Decoded bytes of one part that are looked at.
  static let textBytes = 256 * 1024
  /// Lines of a part that are looked at.
  static let lines = 5000
  /// Properties of one calendar object.
  static let properties = 2000
  static let attendees = 100
  /// Addresses in a notification among which the failed ones are looked for.
  static let addresses = 1000
  /// Characters of anything that is kept of the mail's own words.
  package static let kept = 500
  package static let keptWords = 2000
}
