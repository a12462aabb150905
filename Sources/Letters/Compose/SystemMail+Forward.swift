package import Domain
import MIME

extension SystemMail {
  /// A mail of somebody who was invited, in their own words, for the host to read.
  package struct Forward: Sendable {
    package var person: Person
    /// Why no rule could read it, as `text` explains.
    package var reason: String
    /// Which mail, where it is kept.
    package var digest: UInt64
    /// As it came; empty when it is no longer kept.
    package var mail: [UInt8]

    /// Why a mail goes to the host, in a reader's words: `outsider yes bob@b.example` is more than
    /// a key of `words.toml`. Words of one's own may lack the newer reasons.
    package static func text(_ why: String, _ words: (String) -> String) -> String {
      let parts = why.split(separator: " ").map(String.init)
      let text = words("forward.\(parts.first ?? "")")
      guard parts.count == 3 else { return text.isEmpty ? words("forward.own_words") : text }
      if text.isEmpty { return words("forward.passed_on") }
      return text.replacing("{answer}", with: words("answer.\(parts[1])"))
        .replacing("{email}", with: parts[2])
    }

    package init(person: Person, reason: String, digest: UInt64, mail: [UInt8] = []) {
      self.person = person
      self.reason = reason
      self.digest = digest
      self.mail = mail
    }

    /// Beside the words stood an answer.
    var isRecorded: Bool { reason == "beside_answer" || reason == "guests" }
    /// Somebody we do not know answered in the place of the one who was invited.
    var isOutsider: Bool { reason.hasPrefix("outsider ") }
    /// Nobody knows which of their answers came last.
    var isUnsure: Bool { reason == "unknown_order" }
    var isUnread: Bool { !isRecorded && !isUnverified && !isOutsider && !isUnsure }
    /// Nobody signed it: it may be from anybody.
    var isUnverified: Bool { reason == "unverified" }

    /// A message part where the mail is fit to be one (RFC 2046 5.2.1: nothing in it may be encoded
    /// again), else a file that mail programs open.
    var part: OutgoingPart? {
      if mail.isEmpty { return nil }
      guard let strict = Self.strict(mail) else {
        return .attachment(type: "application/octet-stream", fileName: "mail.eml", mail)
      }
      return .message(strict)
    }

    /// With CR LF at each line's end; nil for what is not ASCII in lines of at most 998 bytes.
    private static func strict(_ mail: [UInt8]) -> [UInt8]? {
      var out: [UInt8] = []
      out.reserveCapacity(mail.count + mail.count / 32)
      var length = 0
      for (index, byte) in mail.enumerated() {
        switch byte {
        case 0x0a:
          out += [0x0d, 0x0a]
          length = 0
        case 0x0d:
          guard index + 1 < mail.count, mail[index + 1] == 0x0a else { return nil }
        case 0x09, 0x20...0x7e:
          length += 1
          guard length <= 998 else { return nil }
          out.append(byte)
        default: return nil
        }
      }
      return out
    }
  }
}
