import Domain

extension LetterAssembly {
  /// Every slot's value for this reader.
  func values(_ links: LetterLinks, rsvp: String) -> SlotValues {
    let network = composer.programme.network
    var values =
      frame?.values ?? SlotValues(network: network, language: language.words.language)
    if let logo = composer.logo { values[.networkLogo] = "cid:" + logo.contentID }
    let person = request.person
    values[.personName] = person.name
    values[.personFirst] = GreetingName.of(person.name)
    values[.personEmail] = person.email.text
    values[.personOrganisation] = person.organisation
    values.personFields = person.fields
    setAnswer(&values)
    setSeat(&values)
    setChange(&values)
    values[.colleagueBy] = request.broughtInBy
    values[.colleagueSent] = request.sentInstead
    setLinks(&values, links, rsvp: rsvp)
    if case .system(let mail) = request.kind { setSystem(mail, &values, links) }
    if request.testTo != nil {
      values[.testBanner] = language.words("mail.test_banner", ["email": person.email.text])
    }
    return values
  }

  private func setAnswer(_ values: inout SlotValues) {
    values.set(.answerNone, if: request.answer == nil)
    guard let answer = request.answer else { return }
    values.set(.answerAny, if: true)
    values.set(.answerYes, if: answer.choice == .yes)
    values.set(.answerNo, if: answer.choice == .no)
    values.set(.answerMaybe, if: answer.choice == .maybe)
    values[.answerWord] = language.words["answer.\(answer.choice.rawValue)"]
    if answer.guests > 0 { values[.answerGuests] = String(answer.guests) }
    let items = (request.event?.questions ?? []).compactMap { question -> [String]? in
      guard let text = answer.questions[question.id], !text.isEmpty else { return nil }
      let ask = question.ask.text(
        language.words.language, fallback: composer.programme.network.language)
      let said = question.kind == .yesno ? language.words["answer.\(text)"] : text
      return [ask, said.isEmpty ? text : said]
    }
    values.set(.answerQuestions, items: items)
  }

  private func setSeat(_ values: inout SlotValues) {
    values.set(.seatGivenUp, if: request.gaveUpSeat)
    switch request.seat {
    case .none: values.set(.seatNone, if: true)
    case .seated: values.set(.seatSeated, if: true)
    case .waiting(let position):
      values.set(.seatWaiting, if: true)
      if position > 0 { values[.seatPosition] = String(position) }
    case .offered(let until):
      values.set(.seatOffered, if: true)
      guard let facts = request.event?.facts else { return }
      values[.offerUntil] = language.words.moment(facts.zone.local(until), near: facts.starts)
    }
  }

  private func setChange(_ values: inout SlotValues) {
    guard let facts = request.event?.facts else { return }
    values.set(.changeCancelled, if: facts.cancelled)
    values.set(.changeQuorum, if: facts.cancelled && request.isShortOfQuorum)
    guard let old = request.oldFacts else { return }
    let moved = !old.isSameTime(as: facts)
    values.set(.changeMoved, if: moved)
    values.set(.changeUndone, if: old.cancelled && !facts.cancelled)
    if moved {
      let zone = old.zone == facts.zone ? "" : " (\(old.zone.name))"
      values[.changeOldWhen] = language.words.when(old.starts, old.ends) + zone
    }
    if !old.venue.isSamePlace(as: facts.venue) {
      values.set(.changeVenue, if: true)
      values[.changeOldVenue] = old.venue.line
    }
    if !Venue(online: old.venue.online).isSame(as: Venue(online: facts.venue.online)) {
      values.set(.changeOnline, if: true)
      values.set(.changeOffline, if: facts.venue.online.isEmpty)
      values[.changeOldOnline] = old.venue.online
    }
  }

  private func setLinks(_ values: inout SlotValues, _ links: LetterLinks, rsvp: String) {
    if let event = request.event {
      values[.linkRSVP] = rsvp
      values[.linkYes] = rsvp + "?a=yes"
      values[.linkNo] = rsvp + "?a=no"
      values[.linkMaybe] = rsvp + "?a=maybe"
      values[.linkCalendar] = rsvp + "/event.ics"
      if event.isNewsletter { values[.linkBrowser] = links.browser }
    }
    if request.isBulk { values[.linkUnsubscribe] = links.unsubscribe }
    if isToHost {
      if request.event != nil { values[.linkHost] = links.host }
    } else {
      values[.linkPreferences] = links.preferences
    }
  }

  private var isToHost: Bool {
    if case .system(.note) = request.kind { return false }
    return request.step.map { $0.to == .host } ?? true
  }

  private func setSystem(
    _ mail: SystemMail, _ values: inout SlotValues, _ links: LetterLinks
  ) {
    switch mail {
    case .desk: values[.deskLink] = links.host
    case .digest(let digest):
      values[.digestYes] = String(digest.yes)
      values[.digestNo] = String(digest.no)
      values[.digestMaybe] = String(digest.maybe)
      if digest.waiting > 0 { values[.digestWaiting] = String(digest.waiting) }
      values.set(.digestAny, if: !digest.lines.isEmpty)
      values.set(.digestGo, if: digest.goesAhead)
      if digest.more > 0 { values[.digestMore] = String(digest.more) }
      let facts = request.event?.facts
      values.set(
        .digestLines,
        items: digest.lines.map { line in
          let when = facts.map {
            language.words.moment($0.zone.local(line.at), near: $0.starts)
          }
          return [line.who, language.words[line.what], when ?? ""]
        })
    case .preview(let preview):
      values[.previewStep] = preview.step
      values[.previewEvent] = values[.eventTitle]
      if let facts = request.event?.facts {
        values[.previewWhen] = language.words.moment(
          facts.zone.local(preview.at), near: facts.starts)
      }
      values[.previewPeople] = language.words.people(preview.people)
      values[.previewHold] = links.host + "#step-\(preview.step)"
      values.set(.previewGo, if: preview.needsRelease)
      if let shortage = preview.shortage {
        values[.previewSeated] = String(shortage.seated)
        values[.previewQuorum] = String(shortage.needed)
      }
    case .alert(let text, let trouble):
      values[.alertText] = text
      values[.alertRemedy] = language.words["alert.\(trouble)"]
    case .forward(let forward):
      let person = forward.person
      values[.forwardWho] = person.name.isEmpty ? person.email.text : person.name
      values[.forwardEmail] = person.email.text
      values[.forwardWhy] = SystemMail.Forward.text(forward.reason) { language.words[$0] }
      values[.forwardPage] =
        request.event.map { composer.links(event: $0.id, person: person.id).rsvp } ?? ""
      values.set(.forwardAttached, if: !forward.mail.isEmpty)
      values.set(.forwardRecorded, if: forward.isRecorded)
      values.set(.forwardUnverified, if: forward.isUnverified)
      values.set(.forwardOutsider, if: forward.isOutsider)
      values.set(.forwardUnsure, if: forward.isUnsure)
      values.set(.forwardUnread, if: forward.isUnread)
    case .note(let text):
      (values.blocks.noteHTML, values.blocks.noteText) = language.compiler.plainMarkdown(text)
    case .test: break
    }
  }
}
