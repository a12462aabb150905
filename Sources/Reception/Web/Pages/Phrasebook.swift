import Domain

/// The words of one language, for the texts that code puts together.
struct Phrasebook: Sendable {
  /// Without the prefix `web.`.
  let words: [String: String]
  let networkName: String
  let language: String

  /// The keys of `phrase` in this language.
  func forms(of phrase: CountedPhrase) -> [String] {
    PluralForm.all(in: language).map { phrase.key($0.rawValue) }
  }

  /// The text of `phrase` with `{name}` places filled in. Values are plain text.
  func callAsFunction(_ phrase: Phrase, _ values: [String: String] = [:]) -> String {
    fill(words[phrase.rawValue] ?? "", values)
  }

  /// Singular or plural by `count`, which also fills `{n}`.
  func callAsFunction(_ phrase: CountedPhrase, _ count: Int) -> String {
    let text =
      words[phrase.key(PluralForm(count, language: language).rawValue)] ?? words[
        phrase.key("other")] ?? ""
    return fill(text, ["n": String(count)])
  }

  /// The text of `phrase` with one of its places left open.
  func callAsFunction(_ phrase: Phrase, _ name: String, _ blank: Blank) -> [TextPart] {
    var parts: [TextPart] = []
    let text = words[phrase.rawValue] ?? ""
    for piece in Self.pieces(of: text) {
      switch piece {
      case .text(let text): parts.append(.text(String(text)))
      case .place(let place) where place == name: parts.append(.blank(blank))
      case .place(let place): parts.append(.text(fill("{\(place)}", [:])))
      }
    }
    return parts
  }

  /// The text of a key that a template or an enumeration names.
  func word(_ key: String) -> String? { words[key].map { fill($0, [:]) } }

  private func fill(_ text: String, _ values: [String: String]) -> String {
    // On bytes: braces are ASCII, and walking through characters costs ten times as much.
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var result = ""
    for piece in Self.pieces(of: text) {
      switch piece {
      case .text(let text): result += text
      case .place(let name):
        result += values[String(name)] ?? (name == "network" ? networkName : "{\(name)}")
      }
    }
    return result
  }

  private enum Piece {
    case text(Substring)
    /// What stood between braces.
    case place(Substring)
  }

  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
      let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      pieces.append(.text(rest[..<open]))
      pieces.append(.place(rest[rest.utf8.index(after: open)..<close]))
      rest = rest[rest.utf8.index(after: close)...]
    }
    return pieces + [.text(rest)]
  }
}

/// Words that code asks for; every language must have them.
enum Phrase: String, CaseIterable, Sendable {
  case eventZone = "event.zone"
  case invitationFor = "invitation.for"
  case notYou = "invitation.not_you"
  case broughtIn = "invitation.brought_in"
  case ownTitle = "colleague.own_title"
  case ownText = "colleague.own_text"
  case ownDone = "colleague.own_done"
  case ownDoneText = "colleague.own_done_text"
  case colleagueTitle = "colleague.title"
  case colleagueText = "colleague.text"
  case colleagueNone = "colleague.none"
  case titleYes = "invitation.title_yes"
  case titleNo = "invitation.title_no"
  case titleMaybe = "invitation.title_maybe"
  case titleWaiting = "invitation.title_waiting"
  case titleOpen = "invitation.title_open"
  case titleFault = "invitation.title_fault"
  case stateYes = "state.yes"
  case stateYesText = "state.yes_text"
  case stateWaiting = "state.waiting"
  case stateWaitingText = "state.waiting_text"
  case stateOffered = "state.offered"
  case stateOfferedText = "state.offered_text"
  case stateNo = "state.no"
  case stateNoText = "state.no_text"
  case stateSentText = "state.sent_text"
  case stateMaybe = "state.maybe"
  case stateMaybeText = "state.maybe_text"
  case stateMaybeGaveUp = "state.maybe_gave_up"
  case stateAt = "state.at"
  case cancelled = "closed.cancelled"
  case cancelledText = "closed.cancelled_text"
  case started = "closed.started"
  case startedText = "closed.started_text"
  case over = "closed.over"
  case overText = "closed.over_text"
  case ask = "form.ask"
  case askName = "form.ask_name"
  case askAgain = "form.ask_again"
  case preselectedYes = "form.preselected_yes"
  case preselectedMaybe = "form.preselected_maybe"
  case preselectedNo = "form.preselected_no"
  case answerBy = "form.answer_by"
  case roomFull = "form.room_full"
  case guestsNone = "form.guests_none"
  case losesOffer = "form.loses_offer"
  case losesSeat = "form.loses_seat"
  case losesTurn = "form.loses_turn"
  case required = "form.required"
  case optional = "form.optional"
  case optionNone = "form.option_none"
  case yes = "form.yes"
  case no = "form.no"
  case buttonYes = "form.button_yes"
  case buttonMaybe = "form.button_maybe"
  case buttonNo = "form.button_no"
  case buttonYesKeep = "form.button_yes_keep"
  case buttonYesTake = "form.button_yes_take"
  case buttonYesWait = "form.button_yes_wait"
  case buttonYesWaiting = "form.button_yes_waiting"
  case faultTitle = "fault.title"
  case faultText = "fault.text"
  case faultChoose = "fault.choose"
  case faultGuests = "fault.guests"
  case faultRequired = "fault.required"
  case faultLong = "fault.too_long"
  case faultOption = "fault.option"
  case faultName = "fault.name"
  case faultEmail = "fault.email"
  case faultOneself = "fault.oneself"
  case faultUnmailable = "fault.unmailable"
  case faultFull = "fault.full"
  case manyColleagues = "trouble.many_colleagues"
  case manyColleaguesText = "trouble.many_colleagues_text"
  case noteTooLong = "trouble.note_too_long"
  case noteTooLongText = "trouble.note_too_long_text"
  case wordsLeftOut = "trouble.words_left_out"
  case wordsLeftOutText = "trouble.words_left_out_text"
  case choicesLeftOut = "trouble.choices_left_out"
  case choicesLeftOutText = "trouble.choices_left_out_text"
  case notSaved = "trouble.not_saved"
  case notSavedText = "trouble.not_saved_text"
  case refused = "trouble.refused"
  case refusedText = "trouble.refused_text"
  case often = "trouble.often"
  case oftenText = "trouble.often_text"
  case busy = "trouble.busy"
  case busyText = "trouble.busy_text"
  case notFound = "trouble.not_found"
  case notFoundText = "trouble.not_found_text"
  case forbidden = "trouble.forbidden"
  case forbiddenText = "trouble.forbidden_text"
  case unreadable = "trouble.unreadable"
  case unreadableText = "trouble.unreadable_text"
  case unsubscribeKindDone = "unsubscribe.kind_done"
  case unsubscribeKindUndone = "unsubscribe.kind_undone"
  case kindStop = "unsubscribe.kind_stop"
  case kindResume = "unsubscribe.kind_resume"
  case kindOn = "unsubscribe.kind_on"
  case kindOff = "unsubscribe.kind_off"
  case unsubscribeTitle = "unsubscribe.title"
  case unsubscribeDone = "unsubscribe.title_done"
  case unsubscribeUndone = "unsubscribe.title_undone"
  case unsubscribeText = "unsubscribe.text"
  case unsubscribeDoneText = "unsubscribe.text_done"
  case unsubscribeUndoneText = "unsubscribe.text_undone"
  case preferencesTitle = "preferences.title"
  case allOn = "preferences.all_on"
  case allOnText = "preferences.all_on_text"
  case allOff = "preferences.all_off"
  case allOffText = "preferences.all_off_text"
  case forgetFault = "preferences.forget_fault"
  case forgotten = "preferences.forgotten"
  case forgottenText = "preferences.forgotten_text"
  case desk = "host.desk"
  case deskYes = "host.yes"
  case deskNo = "host.no"
  case deskMaybe = "host.maybe"
  case deskWaiting = "host.waiting"
  case deskOffered = "host.offered"
  case deskSilent = "host.silent"
  case deskSeated = "host.seated"
  case deskSeatedOf = "host.seated_of"
  case deskName = "host.name"
  case deskOrganisation = "host.organisation"
  case deskAnswer = "host.answer"
  case deskGuests = "host.guests"
  case deskAt = "host.at"
  case deskSheet = "host.sheet"
  case deskBadges = "host.badges"
  case badgeGuest = "host.badge_guest"
  case via = "host.via"
  case curveLabel = "host.curve_label"
  case stepComing = "host.coming"
  case stepHeld = "host.held"
  case stepDone = "host.done"
  case stepSent = "host.sent"
  case hold = "host.hold"
  case release = "host.release"
}

/// Words with a form for each sort of number.
enum CountedPhrase: String, CaseIterable, Sendable {
  case yesGuests = "state.yes_guests"
  case colleagueGuests = "colleague.text_guests"
  case roomLeft = "form.room_left"
  case roomWaiting = "form.room_waiting"
  case guestsCount = "form.guests_count"

  func key(_ form: String) -> String { "\(rawValue).\(form)" }
}
