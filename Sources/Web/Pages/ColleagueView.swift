/// The page on which a link's person brings in somebody else.
struct ColleagueView: PageView {
  static let template = "colleague"

  enum Word: String, PageWord {
    case ownTitle = "colleague.own_title"
    case ownText = "colleague.own_text"
    case ownDone = "colleague.own_done"
    case ownDoneText = "colleague.own_done_text"
    case colleagueTitle = "colleague.title"
    case colleagueText = "colleague.text"
    case colleagueNone = "colleague.none"
  }

  static var words: [String] { Word.keys }

  var page: InvitationPage
  var token: String
  var errand: ColleagueForm.Errand
  /// What was typed, after a POST that recorded nothing.
  var typed = ColleagueForm(name: "", email: "")
  var faults: [ColleagueForm.Field: ColleagueForm.Fault] = [:]
  /// True once the mail is on its way.
  var isDone = false
  var notice: PageAlert?

  /// Whether there is anything to ask for.
  var isOpen: Bool { page.phase == .open && (errand == .own || page.hasPlace) }

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.token, token)
    fields.set(.pageTitle, title(phrases))
    fields.set(page.event, phrases)
    fields.set(page.phase, phrases)
    fields.set(notice, phrases)
    fields.set(.colleagueText, text(phrases))
    fields.set(.colleagueErrand, errand.rawValue)
    fields.set(.colleagueOwn, errand == .own)
    fields.set(.formOpen, isOpen && !isDone)
    fields.set(.colleagueName, typed.name)
    fields.set(.colleagueEmail, typed.email)
    fields.set(.colleagueNameFault, faults[.name].map { $0.text(phrases) })
    fields.set(.colleagueEmailFault, faults[.email].map { $0.text(phrases) })
    fields.set(
      .faults,
      ColleagueForm.Field.allCases.compactMap { field in
        faults[field].map { fault in
          var fields = PageFields()
          fields.set(.faultTarget, field.rawValue)
          fields.set(.faultText, fault.text(phrases))
          return fields
        }
      })
    fields.set(.faultsAny, !faults.isEmpty)
    return fields
  }

  private func title(_ phrases: PageWords) -> String {
    if isDone { return phrases(Word.ownDone) }
    return phrases(errand == .own ? Word.ownTitle : Word.colleagueTitle)
  }

  private func text(_ phrases: PageWords) -> String {
    if isDone { return phrases(Word.ownDoneText, ["email": typed.email]) }
    if page.phase != .open { return "" }
    switch errand {
    case .own: return phrases(Word.ownText, ["name": page.personName])
    case .colleague where !page.hasPlace: return phrases(Word.colleagueNone)
    case .colleague:
      let guests = page.recorded?.guests ?? 0
      return guests > 0 ? phrases(.colleagueGuests, guests) : phrases(Word.colleagueText)
    }
  }
}

extension ColleagueForm.Fault {
  func text(_ phrases: PageWords) -> String {
    switch self {
    case .name: phrases(.faultName)
    case .email: phrases(.faultEmail)
    case .oneself: phrases(.faultOneself)
    case .unmailable: phrases(.faultUnmailable)
    case .full: phrases(.faultFull)
    }
  }
}
