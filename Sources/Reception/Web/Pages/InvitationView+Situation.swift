extension InvitationView {
  /// All that the page's markup depends on besides the gathering: who agrees in it sees the same page
  /// but for the blanks.
  struct Situation: Hashable, Sendable {
    enum Seat: Hashable, Sendable { case none, seated, waiting, offered }

    var phase: InvitationPage.Phase
    var preselected: AnswerForm.Answer?
    var answer: AnswerForm.Answer?
    var guests: Int
    var seat: Seat
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
    let seat: Situation.Seat =
      switch page.recorded?.seat {
      case .some(.none), nil: .none
      case .seated: .seated
      case .waiting: .waiting
      case .offered: .offered
      }
    return Situation(
      phase: page.phase, preselected: preselected, answer: page.recorded?.answer,
      guests: page.recorded?.guests ?? 0, seat: seat, isFull: page.isFull, hasRoom: tellsRoom,
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
    case .position: if case .waiting(let n) = page.recorded?.seat { String(n) } else { "" }
    case .preferencesToken: page.preferencesToken ?? ""
    case .room: room(phrases)
    case .sentInstead: page.sentInstead
    case .token: token
    case .until: if case .offered(let until) = page.recorded?.seat { until } else { "" }
    }
  }
}
