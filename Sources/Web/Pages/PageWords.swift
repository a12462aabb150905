import Domain

/// The words of one language, for the texts that code puts together.
struct PageWords: Sendable {
  /// Without the prefix `web.`.
  let words: [String: String]
  let networkName: String
  let language: String
  /// By the number of the phrase, taken apart once: each page asks for some forty.
  private let texts: [[Piece]]

  private enum Piece: Sendable {
    case text(String)
    /// What stood between braces.
    case place(String)
  }

  init(words: [String: String], networkName: String, language: String) {
    self.words = words
    self.networkName = networkName
    self.language = language
    texts = Phrase.allCases.map { Self.pieces(of: words[$0.rawValue] ?? "") }
  }

  /// The keys of `phrase` in this language.
  func forms(of phrase: CountedPhrase) -> [String] {
    PluralForm.all(in: language).map { phrase.key($0.rawValue) }
  }

  /// The text of `phrase` with `{name}` places filled in. Values are plain text.
  func callAsFunction(
    _ phrase: Phrase, _ values: KeyValuePairs<String, String> = [:]
  ) -> String {
    fill(texts[phrase.number], values)
  }

  /// As above, for what one page alone says.
  func callAsFunction(
    _ word: some PageWord, _ values: KeyValuePairs<String, String> = [:]
  ) -> String {
    fill(Self.pieces(of: words[word.rawValue] ?? ""), values)
  }

  /// Singular or plural by `count`, which also fills `{n}`.
  func callAsFunction(_ phrase: CountedPhrase, _ count: Int) -> String {
    let form = PluralForm(count, language: language).rawValue
    let text = words[phrase.key(form)] ?? words[phrase.key("other")] ?? ""
    return fill(Self.pieces(of: text), ["n": String(count)])
  }

  /// The text of a key that a template or an enumeration names.
  func word(_ key: String) -> String? { words[key].map { fill(Self.pieces(of: $0), [:]) } }

  private func fill(_ pieces: [Piece], _ values: KeyValuePairs<String, String>) -> String {
    if pieces.count == 1, case .text(let text) = pieces[0] { return text }
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .place(let name):
        let value = values.first { $0.key == name }?.value
        result += value ?? (name == "network" ? networkName : "{\(name)}")
      }
    }
    return result
  }

  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    // On bytes: braces are ASCII, and walking through characters costs ten times as much.
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
      let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      pieces.append(.place(String(rest[rest.utf8.index(after: open)..<close])))
      rest = rest[rest.utf8.index(after: close)...]
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }
}

/// Words that the code of several pages asks for, and of the RSVP page; every language must have
/// them.
enum Phrase: String, CaseIterable, Sendable {
  case eventZone = "event.zone"
  case invitationFor = "invitation.for"
  case notYou = "invitation.not_you"
  case broughtIn = "invitation.brought_in"
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

  /// Its place among all: an enumeration without payloads is its tag.
  var number: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
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
