package import Domain

/// Signed tags in addresses and calendar identifiers: the same claims as a link's token, in
/// lower-case base 32, because mail servers may change the case of a local part.
///
/// `b…` in the envelope sender says whose delivery of which step bounced; `u…` in List-Unsubscribe
/// says who wants no more mail; a calendar UID says who answers which event.
package enum AddressTag {
  /// 80 bits are enough where a forger gets one try a mail (RFC 2104 5).
  private static let macLength = 10
  private static let stableMACLength = 16
  /// Characters of a tag, with the letter before it.
  package static let length = 35

  package static func bounce(
    event: String, step: String, person: String, keys: SigningKeys
  )
    -> String
  {
    bounce(
      event: event, step: step, person: person,
      reference: LinkReference(event: event, person: person), keys: keys)
  }

  static func bounce(
    event: String, step: String, person: String, reference: LinkReference, keys: SigningKeys
  ) -> String {
    text(
      "b",
      LinkToken.sign(
        .bounce, subject: [event, person, step], reference: reference, id: keys.currentID,
        length: macLength, keys: keys))
  }

  package static func unsubscribe(person: String, keys: SigningKeys) -> String {
    unsubscribe(
      person: person, reference: LinkReference(event: "", person: person), keys: keys)
  }

  static func unsubscribe(
    person: String, reference: LinkReference, keys: SigningKeys
  ) -> String {
    text(
      "u",
      LinkToken.sign(
        .unsubscribe, subject: ["", person, "mail"], reference: reference, id: keys.currentID,
        length: macLength, keys: keys))
  }

  /// The delivery a bounce is about. `steps` lists the names of an event's steps, and of the
  /// system's, to try.
  package static func openBounce(
    _ tag: String, in directory: LinkIndex, keys: SigningKeys,
    steps: (_ event: String) -> [String]
  ) -> (event: String, step: String, person: String)? {
    guard let bytes = bytes("b", tag), bytes.count > LinkReference.byteCount else { return nil }
    let reference = LinkReference(bytes[1...LinkReference.byteCount])
    for event in Set(directory.candidates(reference).map(\.event)) {
      for step in steps(event) {
        let found = LinkToken.verify(bytes, .bounce, directory, macLength, keys) {
          [$0, $1, step]
        }
        if let found, found.event == event { return (event, step, found.person) }
      }
    }
    return nil
  }

  /// The person whose unsubscribe address this is.
  package static func openUnsubscribe(
    _ tag: String, in directory: LinkIndex, keys: SigningKeys
  ) -> String? {
    guard let bytes = bytes("u", tag) else { return nil }
    return LinkToken.verify(bytes, .unsubscribe, directory, macLength, keys) { [$0, $1, "mail"] }?
      .person
  }

  /// The calendar UID of an event and person, without its `@domain`; the same for ever.
  package static func calendar(event: String, person: String, keys: SigningKeys) -> String {
    calendar(
      event: event, person: person, reference: LinkReference(event: event, person: person),
      keys: keys)
  }

  static func calendar(
    event: String, person: String, reference: LinkReference, keys: SigningKeys
  ) -> String {
    stable(.calendar, event, person, reference, keys)
  }

  /// Who answers which event, from the UID of a calendar reply.
  package static func openCalendar(
    uid: String, in directory: LinkIndex, keys: SigningKeys
  ) -> (event: String, person: String)? {
    guard let bytes = Base32.decode(uid.utf8.prefix { $0 != UInt8(ascii: "@") }) else { return nil }
    return LinkToken.verify(bytes, .calendar, directory, stableMACLength, keys) { [$0, $1] }
  }

  /// The left part of the id of the thread of an event and person, with which each Message-ID about
  /// it begins; the same for ever.
  package static func thread(event: String, person: String, keys: SigningKeys) -> String {
    thread(
      event: event, person: person, reference: LinkReference(event: event, person: person),
      keys: keys)
  }

  static func thread(
    event: String, person: String, reference: LinkReference, keys: SigningKeys
  ) -> String {
    stable(.thread, event, person, reference, keys)
  }

  /// By the first key of all: it stays the same when keys are rotated.
  private static func stable(
    _ purpose: LinkPurpose, _ event: String, _ person: String, _ reference: LinkReference,
    _ keys: SigningKeys
  ) -> String {
    let bytes = LinkToken.sign(
      purpose, subject: [event, person], reference: reference, id: keys.stableID,
      length: stableMACLength, keys: keys)
    return String(decoding: Base32.encode(bytes), as: UTF8.self)
  }

  /// The event and person that a mail of ours was about, from its Message-ID as a reply, a bounce
  /// or a complaint repeats it, with or without angle brackets.
  package static func openThread(
    messageID: String, in directory: LinkIndex, keys: SigningKeys
  ) -> (event: String, person: String)? {
    let id = messageID.utf8.drop { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: " ") }
    let tag = id.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: ".") }
    guard let bytes = Base32.decode(tag) else { return nil }
    return LinkToken.verify(bytes, .thread, directory, stableMACLength, keys) { [$0, $1] }
  }

  /// Whom a calendar UID names, its signature unread: what anyone could write.
  package static func claimedCalendar(
    uid: String, in directory: LinkIndex
  ) -> (event: String, person: String)? {
    guard let bytes = Base32.decode(uid.utf8.prefix { $0 != UInt8(ascii: "@") }),
      bytes.count > LinkReference.byteCount
    else { return nil }
    let found = directory.candidates(LinkReference(bytes[1...LinkReference.byteCount]))
    return found.count == 1 ? found[0] : nil
  }

  /// The tag of an address such as `bounces+TAG@…`: what stands between the last `+` and the `@`.
  package static func tag(of address: String) -> String? {
    guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")),
      let plus = address.utf8[..<at].lastIndex(of: UInt8(ascii: "+"))
    else { return nil }
    return String(address[address.utf8.index(after: plus)..<at])
  }

  /// `LOCAL+TAG@DOMAIN`
  package static func address(_ tag: String, at mailbox: MailAddress) -> String {
    let text = mailbox.text
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return text }
    return "\(text[..<at])+\(tag)\(text[at...])"
  }

  private static func text(_ letter: String, _ bytes: [UInt8]) -> String {
    letter + String(decoding: Base32.encode(bytes), as: UTF8.self)
  }

  private static func bytes(_ letter: Character, _ tag: String) -> [UInt8]? {
    guard let first = tag.first, first == letter || first.lowercased() == String(letter) else {
      return nil
    }
    return Base32.decode(tag.utf8.dropFirst())
  }
}
