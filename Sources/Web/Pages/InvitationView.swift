import Domain

/// The RSVP page in one of its situations: as it stands, or after an answer that was not recorded.
struct InvitationView: PageView {
  static let template = "rsvp"

  var page: InvitationPage
  var token: String
  /// The answer that the link in the mail carried; it only preselects.
  var preselected: Choice?
  /// What was typed, after a POST that recorded nothing.
  var typed: AnswerDraft?
  var faults: [AnswerForm.Field: AnswerForm.Fault] = [:]
  var notice: PageAlert?

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields(expected: 64)
    fields.set(.token, token)
    fields.set(.pageTitle, title(phrases))
    fields.set(page.event, phrases)
    fields.set(page.phase, phrases)
    fields.set(notice, phrases)
    fields.set(.eventAbout, html: Array(page.aboutHTML.utf8))
    fields.set(.invitationFor, phrases(.invitationFor, ["name": page.personName]))
    fields.set(.invitationNotYou, phrases(.notYou, ["name": page.personName]))
    if page.phase == .open, !page.broughtInBy.isEmpty, page.recorded == nil {
      fields.set(.invitationBroughtIn, phrases(.broughtIn, ["name": page.broughtInBy]))
    }
    fields.set(.personOrganisation, page.organisation)
    fields.set(.preferencesToken, page.preferencesToken)
    // "You are coming" would be untrue of a gathering that is over or does not go ahead.
    if let recorded = page.recorded, page.phase == .open || page.phase == .started {
      state(recorded, phrases, &fields)
    }
    if page.phase == .open {
      fields.set(.formOpen, true)
      form(phrases, &fields)
    }
    return fields
  }

  private func title(_ phrases: PageWords) -> String {
    let phrase: Phrase =
      if let notice, notice != .wordsLeftOut {
        .titleFault
      } else if page.phase != .open {
        switch page.phase {
        case .cancelled: .cancelled
        case .started: .started
        case .over, .open: .over
        }
      } else {
        switch page.recorded?.answer {
        case nil: .titleOpen
        case .no: .titleNo
        case .maybe: .titleMaybe
        case .yes: page.recorded?.seat == .waiting ? .titleWaiting : .titleYes
        }
      }
    return "\(phrases(phrase)) · \(page.event.title)"
  }

  private func state(
    _ recorded: InvitationPage.Recorded, _ phrases: PageWords, _ fields: inout PageFields
  ) {
    let (title, text): (Phrase, String) =
      switch recorded.state {
      case .waiting, .lapsed:
        (.stateWaiting, phrases(.stateWaitingText, ["n": String(recorded.position)]))
      case .offered: (.stateOffered, phrases(.stateOfferedText, ["until": recorded.until]))
      case .seated where recorded.guests > 0:
        (.stateYes, phrases(.yesGuests, recorded.guests))
      case .seated: (.stateYes, phrases(.stateYesText))
      case .declined where !page.sentInstead.isEmpty:
        (.stateNo, phrases(.stateSentText, ["name": page.sentInstead]))
      case .declined, .unanswered: (.stateNo, phrases(.stateNoText))
      case .undecided where page.gaveUpSeat: (.stateMaybe, phrases(.stateMaybeGaveUp))
      case .undecided: (.stateMaybe, phrases(.stateMaybeText))
      }
    fields.set(.stateTitle, phrases(title))
    fields.set(.stateText, text)
    fields.set(.stateAt, phrases(.stateAt, ["at": recorded.at]))
    fields.set(.stateColleague, page.hasPlace)
    fields.set(.stateCalendar, recorded.state == .seated)
  }
}
