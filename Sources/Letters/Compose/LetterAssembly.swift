import Domain
import MIME

/// Puts one letter together: values, parts, header.
struct LetterAssembly {
  let request: LetterRequest
  let composer: Composer
  let template: LetterTemplate
  let language: Composer.Language
  let frame: EventFrame?

  func letter() throws(LetterError) -> Letter {
    let links = links
    let rsvp = links.rsvp
    var values = values(links, rsvp: rsvp)
    let subject = subject(values)
    values[.subject] = subject
    values[.preheader] = template.preheader.text(values)
    values[.reason] = language.reasons[reason]?.text(values) ?? ""
    var html: [UInt8] = []
    html.reserveCapacity(16_384)
    template.html.fill(values, into: &html)
    var marked: [UInt8] = []
    marked.reserveCapacity(4096)
    template.text.fill(values, into: &marked)
    let text = TextWrapper.layOut(marked)
    let messageID = composer.messageID(request, links.reference)
    let calendar = calendar(links, rsvp: rsvp, messageID: messageID)
    let envelope = envelope(links)
    let header = LetterHeader(
      request: request, composer: composer, subject: subject, messageID: messageID, links: links,
      values: values, hasCalendar: calendar != nil)
    let message = try message(
      header.bytes(), html: html, text: text, calendar: calendar, messageID: messageID)
    return Letter(
      messageID: messageID, subject: subject, envelopeFrom: envelope,
      recipient: request.testTo ?? request.person.email, message: message, htmlBytes: html,
      textBytes: text, calendarBytes: calendar?.bytes, logo: composer.logo)
  }

  func subject() -> String {
    let links = links
    return subject(values(links, rsvp: links.rsvp))
  }

  private var links: LetterLinks {
    composer.links(
      event: request.event?.id ?? "", person: request.person.id,
      deskGeneration: request.deskGeneration)
  }

  /// What a tester's server returns says nothing about the person whose letter it shows.
  private func envelope(_ links: LetterLinks) -> String {
    if request.answersMail { return "" }
    let mailbox = composer.programme.mail.bounces
    return request.testTo == nil
      ? links.bounce(step: request.stepName, at: mailbox) : mailbox.text
  }

  private func subject(_ values: SlotValues) -> String {
    let subject = template.subject.text(values)
    guard request.testTo != nil else { return subject }
    return language.words("mail.test_subject", ["subject": subject])
  }

  private var reason: String {
    switch request.kind {
    case .system(.alert): "operators"
    case .system(.note): "answer"
    case .system: "host"
    case .step(let step) where step.to == .host: "host"
    case .step(let step) where !step.isTimed: "answer"
    // A colleague who comes in somebody's place is no contact of the network.
    case .step(let step) where [.attending, .waiting, .maybe].contains(step.to): "answer"
    case .step: request.event?.isNewsletter == true ? "newsletter" : "audience"
    }
  }

  // MARK: Calendar

  private struct CalendarPart {
    var method: CalendarObject.Method
    var bytes: [UInt8]
  }

  private func calendar(
    _ links: LetterLinks, rsvp: String, messageID: String
  ) -> CalendarPart? {
    guard let step = request.step, step.calendar, let frame else { return nil }
    let isNotice = step.template == "save-the-date"
    let isCancelled = frame.calendar.isCancelled || step.trigger == .on(.cancelled)
    let method: CalendarObject.Method = isCancelled ? .cancel : isNotice ? .publish : .request
    let isWaiting = if case .seated = request.seat { false } else { request.seat != .none }
    let object = CalendarObject(
      // A tester's "accept" is nobody's answer.
      method: method,
      uid: request.testTo == nil ? links.calendarUID(domain: composer.mailDomain) : messageID,
      sequence: request.sequence, stamp: request.instant,
      attendee: Mailbox(name: request.person.name, address: request.person.email),
      choice: request.answer?.choice, isWaiting: isWaiting, link: rsvp)
    return CalendarPart(method: method, bytes: object.bytes(frame.calendar, words: language.words))
  }

  // MARK: MIME

  private func message(
    _ header: consuming [UInt8], html: [UInt8], text: [UInt8], calendar: CalendarPart?,
    messageID: String
  ) throws(LetterError) -> [UInt8] {
    var alternatives: [OutgoingPart] = [
      .text(type: "text/plain", parameters: "", text),
      hypertext(html),
    ]
    if let calendar, calendar.method != .publish {
      alternatives.append(
        .text(
          type: "text/calendar",
          parameters: ";\r\n method=\(calendar.method.rawValue); component=VEVENT",
          calendar.bytes))
    }
    var part = OutgoingPart.multipart(subtype: "alternative", alternatives)
    if let calendar {
      part = .multipart(
        subtype: "mixed",
        [
          part,
          .attachment(
            type: "application/ics", fileName: language.words["calendar.file_name"], calendar.bytes),
        ])
    }
    if case .system(.preview(let preview)) = request.kind, let letter = try shown(preview) {
      part = .multipart(subtype: "mixed", [part, .message(letter.message)])
    }
    if case .system(.forward(let forward)) = request.kind, let mail = forward.part {
      part = .multipart(subtype: "mixed", [part, mail])
    }
    var message = header
    part.append(to: &message, boundary: String(messageID.prefix { $0 != "@" }.suffix(26)))
    guard let dkim = composer.dkim else { return message }
    // The part's own fields belong to the header: the body begins after the first blank line.
    let split = Self.bodyStart(message)
    let signature = try dkim.field(
      header: Array(message[..<(split - 2)]), body: Array(message[split...]), at: request.instant)
    return signature + message
  }

  /// The HTML, together with the picture that it shows.
  private func hypertext(_ html: [UInt8]) -> OutgoingPart {
    let page = OutgoingPart.text(type: "text/html", parameters: "", html)
    guard let logo = composer.logo else { return page }
    return .multipart(subtype: "related; type=\"text/html\"", [page, logo.part])
  }

  /// The letter that a preview is about, as the host would get it.
  private func shown(_ preview: SystemMail.Preview) throws(LetterError) -> Letter? {
    if let letter = preview.letter { return letter }
    guard var event = request.event, let step = event.step(preview.step) else { return nil }
    if preview.shortage != nil { event.facts.cancelled = true }
    var shown = LetterRequest(
      kind: .step(step), event: event, person: request.person, sequence: request.sequence,
      instant: preview.at)
    shown.isShortOfQuorum = preview.shortage != nil
    if step.to == .attending {
      shown.answer = .init(choice: .yes)
      shown.seat = .seated
    }
    return try composer.compose(shown)
  }

  private static func bodyStart(_ bytes: [UInt8]) -> Int {
    var index = 3
    while index < bytes.count {
      if bytes[index] == 0x0a, bytes[index - 2] == 0x0a { return index + 1 }
      index += 1
    }
    return bytes.count
  }
}
