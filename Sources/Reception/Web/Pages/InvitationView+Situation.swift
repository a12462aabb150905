import Domain

extension InvitationView {
  /// All that the page's markup depends on besides the gathering: who agrees in it sees the same page
  /// but for the blanks.
  struct Situation: Hashable, Sendable {
    var phase: InvitationPage.Phase
    var preselected: Choice?
    var state: SeatState?
    var guests: Int
    var isFull: Bool
    var hasRoom: Bool
    var hasAnswerBy: Bool
    var hasGreeting: Bool
    var hasOrganisation: Bool
    var hasPreferences: Bool
    var wasBroughtIn: Bool
    var hasSentSomebody: Bool
    var gaveUpSeat: Bool
  }

  /// Nil for a page that shows what somebody typed, now or before: it is theirs alone.
  var situation: Situation? {
    guard typed == nil, faults.isEmpty, notice == nil, page.written.isEmpty else { return nil }
    return Situation(
      phase: page.phase, preselected: preselected, state: page.recorded?.state,
      guests: page.recorded?.guests ?? 0, isFull: page.isFull, hasRoom: tellsRoom,
      hasAnswerBy: tellsDeadline, hasGreeting: !page.greetingName.isEmpty,
      hasOrganisation: !page.organisation.isEmpty,
      hasPreferences: page.preferencesToken != nil, wasBroughtIn: !page.broughtInBy.isEmpty,
      hasSentSomebody: !page.sentInstead.isEmpty, gaveUpSeat: page.gaveUpSeat)
  }

  /// The text of a blank.
  func text(_ blank: Blank, _ phrases: Phrasebook) -> String {
    switch blank {
    case .answerBy: page.answerBy ?? ""
    case .at: page.recorded?.at ?? ""
    case .broughtInBy: page.broughtInBy
    case .greeting: page.greetingName
    case .organisation: page.organisation
    case .person: page.personName
    case .position: page.recorded.map { String($0.position) } ?? ""
    case .preferencesToken: page.preferencesToken ?? ""
    case .room: room(phrases)
    case .sentInstead: page.sentInstead
    case .token: token
    case .until: page.recorded?.until ?? ""
    }
  }
}
