import Crypto
package import StateFolder

/// Which mail it is: two deliveries of one mail to one recipient have the same.
package enum MailDigest {
  package static func of(_ mail: SpooledMail) -> UInt64 {
    var hash = SHA256()
    hash.update(data: Array((mail.recipient ?? "").utf8) + [0])
    hash.update(data: mail.mail)
    return hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
