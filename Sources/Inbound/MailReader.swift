import Domain
package import MIME

package enum MailReader {
  /// What `mail` says. Pure, and linear in its size; nothing in it is taken for granted.
  ///
  /// - Parameters:
  ///   - mail: as it arrived, header first, lines ending in CRLF or LF.
  ///   - envelopeSender: what MAIL FROM said, "" or "<>" for the null sender; nil where unknown.
  ///   - envelopeRecipient: what RCPT TO said; nil where unknown.
  /// - Throws: when the mail is beyond `MailLimits`, or is none at all.
  package static func understand(
    _ mail: [UInt8], envelopeSender: String? = nil, envelopeRecipient: String? = nil
  ) throws(MailDefect) -> ClassifiedMail {
    guard mail.count <= MailLimits.bytes else {
      throw MailDefect("larger than \(MailLimits.bytes >> 20) MiB")
    }
    guard !mail.isEmpty else { throw MailDefect("empty") }
    let message = try MIMEParser.parse(mail)
    let signs = HeaderSigns(message.header, envelopeSender: envelopeSender)
    let notification = Notification(message)
    var understood = plain(signs, envelopeRecipient)

    if let complaint = Complaint.read(message, signs, notification.returned) {
      take(complaint, notification, into: &understood)
    } else if let reply = CalendarReader.reply(in: message, sender: signs.sender) {
      take(reply, into: &understood)
    } else if let bounce = BounceMail.read(signs, notification) {
      take(bounce, notification, into: &understood)
    } else {
      takeWords(of: message, signs, into: &understood)
    }
    return understood
  }

  /// What the header alone says.
  private static func plain(_ signs: HeaderSigns, _ envelopeRecipient: String?) -> ClassifiedMail {
    let header = signs.header
    let references = header.all("references").prefix(5).flatMap { MessageIDs.all($0) }
    let answered =
      (header.all("in-reply-to").prefix(5).flatMap { MessageIDs.all($0) }
      + references.reversed())
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return ClassifiedMail(
      kind: .other, recipient: nil, recipients: [], status: nil, verdict: .none, reason: nil,
      isDelayed: false, diagnosis: "",
      tagged: Destinations.all(header, envelopeRecipient: envelopeRecipient), calendar: nil,
      choice: nil, ownWords: "", sender: signs.sender, subject: signs.subject,
      messageID: MessageIDs.one(header.first("message-id")), inReplyTo: answered,
      originalMessageID: nil,
      dmarcPassedAt: Authentication.dmarcPassedAt(header, sender: signs.sender),
      isAutomatic: signs.automaticSign != nil, isList: signs.isList,
      hasSeveralSenders: signs.hasSeveralSenders,
      hasNullSender: signs.hasNullSender, why: "")
  }

  private static func take(
    _ complaint: Complaint, _ notification: Notification, into understood: inout ClassifiedMail
  ) {
    understood.kind = complaint.isComplaint ? .complaint : .automatic
    understood.recipients = complaint.recipients
    understood.recipient = complaint.recipients.first
    understood.originalMessageID = MessageIDs.one(notification.returned?.first("message-id"))
    understood.originalTagged = ["return-path", "list-unsubscribe"]
      .compactMap { notification.returned?.first($0) }
      .flatMap { AddressScanner.scan($0, most: 5).map(\.address) }
    understood.isAutomatic = true
    understood.why = "a feedback report (RFC 5965) of the type \(String(complaint.type.prefix(40)))"
  }

  private static func take(_ reply: CalendarReply, into understood: inout ClassifiedMail) {
    understood.kind = .reply
    understood.calendar = reply
    understood.choice = reply.partstat?.choice
    understood.ownWords = reply.comment ?? ""
    let comment = Array(understood.ownWords.utf8)[...].lines().map(\.trimmed)
    understood.hasMoreWords = AnswerWords.isMore(comment.filter { !$0.isEmpty }, than: nil)
    understood.why =
      "a calendar's \(reply.method), \(reply.partstat?.rawValue ?? "which says nothing of taking part")"
  }

  private static func take(
    _ bounce: BounceMail, _ notification: Notification, into understood: inout ClassifiedMail
  ) {
    understood.originalMessageID = MessageIDs.one(notification.returned?.first("message-id"))
    understood.isAutomatic = true
    guard let failure = bounce.failures.first else {
      understood.kind = .automatic
      understood.why = "a report that a mail arrived"
      return
    }
    understood.kind = .bounce
    understood.failures = bounce.failures.map { failure in
      let reason = failure.diagnosis.reason ?? .undefined
      return ClassifiedMail.Failure(
        addresses: failure.recipients.map { $0.lowercased() }, status: failure.diagnosis.status,
        verdict: failure.isDelayed ? .soft : reason.verdict, reason: reason,
        isDelayed: failure.isDelayed, diagnosis: failure.words[...].oneLine(MailLimits.kept))
    }
    understood.arrived = bounce.arrived.map { $0.lowercased() }
    understood.recipients = bounce.failures.filter { $0.isDelayed == bounce.isDelayed }
      .flatMap(\.recipients)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    understood.recipient = understood.recipients.first
    understood.status = failure.diagnosis.status
    let reason = failure.diagnosis.reason ?? .undefined
    understood.reason = reason
    understood.isDelayed = bounce.isDelayed
    understood.verdict = bounce.isDelayed ? .soft : reason.verdict
    understood.diagnosis = failure.words[...].oneLine(MailLimits.kept)
    understood.why = "\(bounce.sign): \(bounce.isDelayed ? "delayed, " : "")\(reason.rawValue)"
  }

  private static func takeWords(
    of message: MIMEMessage, _ signs: HeaderSigns, into understood: inout ClassifiedMail
  ) {
    let own = OwnText.lines(of: message)
    understood.ownWords = PlainWords.kept(Array(own.joined(separator: [.lf]))[...]) ?? ""
    let subject = Array(signs.subject.utf8)[...]
    if AnswerWords.isUnsubscribe(subject) {
      // The mail that a mail program makes of List-Unsubscribe (RFC 2369) may say that it is
      // automatic.
      understood.kind = .unsubscribe
      understood.recipient = signs.sender
      understood.why = "the subject “\(signs.subject)”"
    } else if let sign = signs.automaticSign {
      understood.kind = .automatic
      understood.recipient = signs.sender
      understood.why = sign
    } else if signs.isList {
      understood.why = "mail of a list"
    } else if let first = AnswerWords.opening(own), AnswerWords.isUnsubscribe(first) {
      understood.kind = .unsubscribe
      understood.recipient = signs.sender
      understood.why = "the first own line “\(first.oneLine(60))”"
    } else if AwayNotice.isSure(own) {
      understood.kind = .automatic
      understood.isAutomatic = true
      understood.recipient = signs.sender
      understood.why = "the words of an away notice"
    } else if let choice = AnswerWords.choice(own) {
      understood.kind = .answer
      understood.choice = choice
      understood.hasMoreWords = AnswerWords.isMore(own, than: choice)
      understood.why = "the first own line “\((AnswerWords.opening(own) ?? []).oneLine(60))”"
    } else {
      if !own.isEmpty, !understood.inReplyTo.isEmpty { understood.kind = .reply }
      understood.why = own.isEmpty ? "no words of its own" : "words without a clear answer"
    }
  }
}
