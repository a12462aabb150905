/// A trouble told at the top of a page that otherwise shows what it always shows.
enum PageAlert: Sendable, Equatable {
  case notSaved, refused, often, faults, manyColleagues, noteTooLong, wordsLeftOut, choicesLeftOut

  func texts(_ phrases: PageWords) -> (title: String, text: String) {
    switch self {
    case .notSaved: (phrases(.notSaved), phrases(.notSavedText))
    case .refused: (phrases(.refused), phrases(.refusedText))
    case .often: (phrases(.often), phrases(.oftenText))
    case .manyColleagues: (phrases(.manyColleagues), phrases(.manyColleaguesText))
    case .noteTooLong: (phrases(.noteTooLong), phrases(.noteTooLongText))
    case .wordsLeftOut: (phrases(.wordsLeftOut), phrases(.wordsLeftOutText))
    case .choicesLeftOut: (phrases(.choicesLeftOut), phrases(.choicesLeftOutText))
    case .faults: (phrases(.faultTitle), phrases(.faultText))
    }
  }
}

extension PageFields {
  mutating func set(_ notice: PageAlert?, _ phrases: PageWords) {
    guard let texts = notice?.texts(phrases) else { return }
    set(.noticeTitle, texts.title)
    set(.noticeText, texts.text)
  }

  mutating func set(_ event: EventSummary, _ phrases: PageWords) {
    set(.eventTitle, event.title)
    set(.eventWhen, event.when)
    set(.eventZone, event.zone.map { phrases(.eventZone, ["zone": $0]) })
    set(.eventVenueName, event.venueName)
    let address = event.venueAddress.split(whereSeparator: \.isNewline).joined(separator: ", ")
    set(.eventVenueAddress, address)
    set(.eventOnline, event.online)
    let isLink = event.online.hasPrefix("https://") || event.online.hasPrefix("http://")
    set(.eventOnlineLink, isLink)
    set(.eventOnlineText, !isLink && !event.online.isEmpty)
    set(
      .eventSomewhere,
      !(event.venueName.isEmpty && event.venueAddress.isEmpty && event.online.isEmpty))
    set(.eventHostName, event.hostName.isEmpty ? event.hostEmail : event.hostName)
    set(.eventHostEmail, event.hostEmail)
  }

  mutating func set(_ phase: InvitationPage.Phase, _ phrases: PageWords) {
    switch phase {
    case .open: break
    case .cancelled: setClosed(phrases(.cancelled), phrases(.cancelledText))
    case .started: setClosed(phrases(.started), phrases(.startedText))
    case .over: setClosed(phrases(.over), phrases(.overText))
    }
  }

  private mutating func setClosed(_ title: String, _ text: String) {
    set(.closedTitle, title)
    set(.closedText, text)
  }

  /// One of several things to choose.
  static func option(_ value: String, _ text: String, chosen: Bool) -> PageFields {
    var fields = PageFields()
    fields.set(.optionValue, value)
    fields.set(.optionText, text)
    fields.set(.optionChosen, chosen)
    return fields
  }
}
