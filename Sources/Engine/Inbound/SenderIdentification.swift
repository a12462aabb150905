import Domain
package import Inbound
import Letters

/// Finds out who a mail is about, and so what it asks. Believes signed tags, and a sender only
/// where our own server has verified it; an address that stands in a mail is believed by nobody.
package struct SenderIdentification: Sendable {
  let directory: LinkIndex
  let keys: SigningKeys
  /// The authserv-id of our own server (RFC 8601); nil: no sender is ever verified.
  let authority: String?
  /// The steps of an event that a bounce may be about.
  let steps: @Sendable (_ event: String) -> [String]
  /// The normalised address of somebody known by id.
  let address: @Sendable (_ person: String) -> String?
  /// The id of whoever has a normalised address.
  let owner: @Sendable (_ address: String) -> String?
  /// How many guests a person may bring to an event.
  package let guests: @Sendable (_ event: String) -> Int

  package func sort(_ mail: ClassifiedMail) -> InboundRequest {
    switch mail.kind {
    case .bounce: bounce(mail)
    case .complaint: complaint(mail)
    case .automatic: .nothing(why: "an automatic mail is no answer")
    case .reply where mail.calendar != nil: calendarReply(mail)
    case .reply, .unsubscribe, .answer, .other: unsubscribeTag(mail) ?? letter(mail)
    }
  }

  private func bounce(_ mail: ClassifiedMail) -> InboundRequest {
    guard let found = delivery(mail) else {
      return .unknown(why: "a bounce without a valid tag changes nothing")
    }
    return .bounce(event: found.event, step: found.step, person: found.person)
  }

  private func complaint(_ mail: ClassifiedMail) -> InboundRequest {
    if let found = delivery(mail) { return .complaint(event: found.event, person: found.person) }
    if let id = mail.originalMessageID, let found = thread(id) {
      return .complaint(event: found.event, person: found.person)
    }
    for tag in mail.originalTagged.lazy.compactMap(AddressTag.tag) {
      if let found = AddressTag.openBounce(tag, in: directory, keys: keys, steps: steps) {
        return .complaint(event: found.event, person: found.person)
      }
      if let person = AddressTag.openUnsubscribe(tag, in: directory, keys: keys) {
        return .complaint(event: "", person: person)
      }
    }
    return .unknown(why: "a complaint without a valid tag changes nothing")
  }

  private func calendarReply(_ mail: ClassifiedMail) -> InboundRequest {
    guard let calendar = mail.calendar else {
      return .unknown(why: "a calendar's reply without a calendar")
    }
    guard let found = author(of: calendar, mail) else { return unsigned(calendar) }
    func words(_ reason: ForwardReason, _ detail: String = "") -> InboundRequest {
      .words(event: found.event, person: found.person, reason: reason, detail: detail)
    }
    if mail.hasSeveralSenders { return words(.severalSenders) }
    if calendar.isCounter { return words(.counter) }
    guard calendar.method == "REPLY" else {
      return .unknown(why: "\(calendar.method) is nothing that a guest may send")
    }
    let answering = (calendar.attendee ?? mail.sender).flatMap(normalized)
    if let other = answering.flatMap(owner), other != found.person { return words(.passedOn) }
    if let answering, owner(answering) == nil, let choice = calendar.partstat?.choice,
      !address(found.person).isOfSameHouse(as: answering)
    {
      return words(.outsider, "\(choice.rawValue) \(answering)")
    }
    switch calendar.partstat {
    case .delegated: return words(.delegated)
    case .needsAction, nil: return .nothing(why: "the calendar has no answer yet")
    case .accepted, .declined, .tentative: break
    }
    guard let choice = calendar.partstat?.choice else { return .nothing(why: "no answer") }
    return .calendarReply(
      event: found.event, person: found.person, choice: choice, calendar)
  }

  /// The UID is one of ours by its looks, and the signature is not: for the host to judge.
  private func unsigned(_ calendar: CalendarReply) -> InboundRequest {
    guard let claimed = AddressTag.claimedCalendar(uid: calendar.uid, in: directory),
      !claimed.event.isEmpty, calendar.isCounter || calendar.partstat?.choice != nil
    else {
      return .unknown(
        why: "the UID is not signed by us, and the sender is not verified: nothing is changed")
    }
    return .words(event: claimed.event, person: claimed.person, reason: .unverified)
  }

  /// The signature of the UID decides; without one a verified sender counts for themselves.
  private func author(
    of calendar: CalendarReply, _ mail: ClassifiedMail
  ) -> (event: String, person: String)? {
    if let found = AddressTag.openCalendar(uid: calendar.uid, in: directory, keys: keys) {
      return found
    }
    guard let authority, mail.dmarcPassedAt.contains(where: { $0.lowercased() == authority }),
      let found = AddressTag.claimedCalendar(uid: calendar.uid, in: directory),
      !found.event.isEmpty,
      let sender = mail.sender.flatMap(normalized), sender == address(found.person)
    else { return nil }
    return found
  }

  private func unsubscribeTag(_ mail: ClassifiedMail) -> InboundRequest? {
    // What a mail program makes of List-Unsubscribe may say that it is automatic; the tag stands in
    // no field that automatic mail answers to.
    if mail.isAutomatic, mail.kind != .unsubscribe { return nil }
    if mail.isList { return nil }
    for tag in mail.tagged.lazy.compactMap(AddressTag.tag) {
      if let person = AddressTag.openUnsubscribe(tag, in: directory, keys: keys) {
        return .unsubscribe(event: "", person: person)
      }
    }
    return nil
  }

  /// A person's own words, in reply to a mail of ours.
  private func letter(_ mail: ClassifiedMail) -> InboundRequest {
    if mail.isList { return .unknown(why: "a mailing list's mail is no answer") }
    if mail.hasNullSender { return .unknown(why: "a mail without a sender is no answer") }
    guard let found = mail.inReplyTo.lazy.compactMap(thread).first else {
      return lettersToTheTag(mail)
    }
    func words(_ reason: ForwardReason) -> InboundRequest {
      .words(event: found.event, person: found.person, reason: reason)
    }
    if mail.hasSeveralSenders { return words(.severalSenders) }
    guard isOwn(mail, found.person) else { return words(.otherAddress) }
    switch (mail.kind, mail.choice) {
    case (.unsubscribe, _): return .unsubscribe(event: found.event, person: found.person)
    case (.answer, let choice?) where !found.event.isEmpty:
      return .answer(event: found.event, person: found.person, choice: choice)
    default: return words(.ownWords)
    }
  }

  /// Words to the envelope sender of a mail of ours, whose tag says whose they are. Programs write
  /// there too, so that nothing in them is an answer; a wish for no more mail counts.
  private func lettersToTheTag(_ mail: ClassifiedMail) -> InboundRequest {
    guard let found = delivery(mail) else {
      return .unknown(why: "neither a signed tag nor a reply to a mail of ours")
    }
    guard !mail.ownWords.isEmpty || mail.kind == .unsubscribe else {
      return .unknown(why: "a mail without words to the address of bounces")
    }
    let isOwn = isOwn(mail, found.person)
    if mail.kind == .unsubscribe, isOwn, !mail.hasSeveralSenders {
      return .unsubscribe(event: found.event, person: found.person)
    }
    return .words(
      event: found.event, person: found.person,
      reason: mail.hasSeveralSenders ? .severalSenders : isOwn ? .ownWords : .otherAddress)
  }

  private func isOwn(_ mail: ClassifiedMail, _ person: String) -> Bool {
    mail.sender.flatMap(normalized).map { $0 == address(person) } ?? false
  }

  private func delivery(_ mail: ClassifiedMail) -> (event: String, step: String, person: String)? {
    for tag in mail.tagged.lazy.compactMap(AddressTag.tag) {
      if let found = AddressTag.openBounce(tag, in: directory, keys: keys, steps: steps) {
        return found
      }
    }
    return nil
  }

  private func thread(_ messageID: String) -> (event: String, person: String)? {
    AddressTag.openThread(messageID: messageID, in: directory, keys: keys)
  }

  private func normalized(_ address: String) -> String? { (try? MailAddress(address))?.normalized }
}
