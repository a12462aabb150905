import Foundation

/// Makes mails that nobody would write out of those that people and programs do.
struct Mutator {
  private let corpus: [[UInt8]]
  private var random: SplitMix

  /// - Parameter seed: equal seeds make equal mails.
  init(corpus: [[UInt8]], seed: UInt64) {
    self.corpus = corpus
    random = SplitMix(state: seed)
  }

  /// The next mail, at most some 200 KB.
  mutating func next() -> [UInt8] {
    var mail = corpus[random.below(corpus.count)]
    for _ in 0...random.below(8) { mutate(&mail) }
    return mail.count > 200_000 ? Array(mail.prefix(200_000)) : mail
  }

  private mutating func mutate(_ mail: inout [UInt8]) {
    guard !mail.isEmpty else {
      mail = corpus[random.below(corpus.count)]
      return
    }
    switch random.below(10) {
    case 0: mail[random.below(mail.count)] = UInt8(truncatingIfNeeded: random.next())
    case 1: mail[random.below(mail.count)] ^= 1 << UInt8(random.below(8))
    case 2: mail.removeSubrange(range(of: mail, 400))
    case 3: mail.insert(contentsOf: mail[range(of: mail, 400)], at: random.below(mail.count))
    case 4:
      let other = corpus[random.below(corpus.count)]
      mail.insert(contentsOf: other[range(of: other, 2000)], at: random.below(mail.count))
    case 5: mail = Array(mail.prefix(random.below(mail.count)))
    case 6, 7: mail.insert(contentsOf: token(), at: random.below(mail.count))
    case 8: insertLine(into: &mail)
    default:
      let chunk = mail[range(of: mail, 60)]
      let many = Array(repeatElement(chunk, count: random.below(300)).joined())
      mail.insert(contentsOf: many, at: random.below(mail.count))
    }
  }

  /// Where a line begins: what stands in the middle of one rarely means anything.
  private mutating func insertLine(into mail: inout [UInt8]) {
    let start = random.below(mail.count)
    let end = mail[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? mail.count
    mail.insert(contentsOf: token() + [0x0D, 0x0A], at: end)
  }

  private mutating func range(of bytes: [UInt8], _ most: Int) -> Range<Int> {
    guard !bytes.isEmpty else { return 0..<0 }
    let start = random.below(bytes.count)
    return start..<min(bytes.count, start + 1 + random.below(most))
  }

  private mutating func token() -> [UInt8] {
    Array(Self.tokens[random.below(Self.tokens.count)].utf8)
  }

  private static let tokens = [
    "\r\n", "\n", "\r", "\r\n\r\n", "--", "--b", "--b--", " ", "\t", "\0", "\u{FF}", "=", "=\r\n",
    "=3D", "=?",
    "=?utf-8?B?", "=?utf-8?Q?=C3?=", "?=", "<", ">", "<>", "@", "a@b.example", "\"", "\\", ";", ":",
    "(",
    "Content-Type: multipart/mixed; boundary=b", "Content-Type: multipart/report; boundary=\"b\"",
    "Content-Type: message/rfc822", "Content-Type: message/delivery-status",
    "Content-Type: message/feedback-report", "Content-Type: text/calendar; method=REPLY",
    "Content-Type: text/html; charset=utf-16", "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Disposition: attachment; filename*0*=utf-8''%",
    "Final-Recipient: rfc822; a@b.example", "Action: failed", "Status: 5.1.1", "Status: 5.999999.1",
    "Diagnostic-Code: smtp; 550-5.1.1", "550 5.1.1", ">>> DATA", "<<< 550", "Received: from x",
    "From: a@b.example", "Subject: Re: x", "Return-Path: <>", "Auto-Submitted: auto-replied",
    "BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "END:VEVENT", "UID:u",
    "SEQUENCE:99999999999999999999",
    "DTSTAMP:20270230T256090Z", "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"", "ATTENDEE;=;;\"=:mailto:",
    "^n^'^^^",
    "<blockquote>", "<!--", "-->", "</style", "&#x110000;", "&amp", "On x wrote:", "-- ", "Ja",
    "\u{FEFF}",
  ]
}

/// Sebastiano Vigna's SplitMix64.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
}
