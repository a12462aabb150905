import Domain
import JSONLines

/// Mail that came in.
enum MailEntries {
  static let lines: [String: PersonalFields] = [
    "mail.received": .of("person", texts: ["note"])
  ]
}

extension EntryCodec {
  func writeMail(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .mailReceived(let mail):
      write(mail, into: &json)
      return "mail.received"
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  func write(_ mail: ReceivedMail, into json: inout JSONObjectWriter) {
    json.add("mail", Self.hex(mail.digest))
    json.add("kind", mail.kind)
    json.add("outcome", mail.outcome.rawValue)
    json.add("person", people.name(mail.person))
    if !mail.event.isEmpty { json.add("event", mail.event) }
    if !mail.step.isEmpty { json.add("step", mail.step) }
    if !mail.note.isEmpty { json.add("note", mail.note) }
    json.add("failure", ifPresent: mail.failure?.rawValue)
    write(mail.stamp, into: &json)
    if mail.isAnswered { json.add("answered", true) }
    json.add("forwarded", ifPresent: mail.forwarded)
  }

  func write(_ stamp: ReplyStamp?, into json: inout JSONObjectWriter) {
    guard let stamp else { return }
    json.add("sequence", stamp.sequence)
    json.add("dtstamp", stamp.dtstamp.milliseconds)
  }

  /// 16 digits: a JSON number of 64 bits is not safe with every reader.
  static func hex(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

extension State {
  mutating func receivedMail(_ reader: EntryReader) throws(UnreadableEntry) -> ReceivedMail {
    let digest = try reader.digest()
    guard let outcome = ReceivedMail.Outcome(rawValue: try reader.string("outcome")) else {
      throw reader.lacks("outcome")
    }
    return ReceivedMail(
      kind: try reader.string("kind"), outcome: outcome, digest: digest,
      person: people.number(try reader.string("person")),
      event: reader.line.string("event") ?? "", step: reader.line.string("step") ?? "",
      note: reader.line.string("note") ?? "",
      failure: reader.line.string("failure").flatMap(ReceivedMail.Failure.init),
      stamp: reader.replyStamp, isAnswered: reader.line.bool("answered") ?? false,
      forwarded: reader.line.string("forwarded"))
  }

  mutating func applyMail(_ entry: Entry, at: Instant) {
    switch entry {
    case .mailReceived(let mail):
      post.note(mail, at: at)
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }
}

extension EntryReader {
  func moment(_ name: StaticString) -> Instant? {
    line.int(name).map { Instant(milliseconds: Int64($0)) }
  }

  var replyStamp: ReplyStamp? {
    guard let sequence = line.int("sequence"), let dtstamp = moment("dtstamp") else { return nil }
    return ReplyStamp(sequence: sequence, dtstamp: dtstamp)
  }

  func digest() throws(UnreadableEntry) -> UInt64 {
    guard let digest = UInt64(try string("mail"), radix: 16) else { throw lacks("mail") }
    return digest
  }

  func digests() throws(UnreadableEntry) -> [UInt64] {
    let texts = try strings("mails")
    let digests = texts.compactMap { UInt64($0, radix: 16) }
    guard digests.count == texts.count else { throw lacks("mails") }
    return digests
  }
}
