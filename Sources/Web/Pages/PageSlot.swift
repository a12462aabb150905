/// Everything a page can show, under the names that templates use.
enum PageSlot: String, CaseIterable, Sendable {
  case answerFault = "answer.fault"

  case badgeGuest = "badge.guest"
  case badgeName = "badge.name"
  case badgeOrganisation = "badge.organisation"

  case buttonMaybe = "button.maybe"
  case buttonMaybeMain = "button.maybe_main"
  case buttonNo = "button.no"
  case buttonNoMain = "button.no_main"
  case buttonYes = "button.yes"
  case buttonYesMain = "button.yes_main"

  case closedText = "closed.text"
  case closedTitle = "closed.title"

  case colleagueEmail = "colleague.email"
  case colleagueEmailFault = "colleague.email_fault"
  case colleagueErrand = "colleague.errand"
  case colleagueName = "colleague.name"
  case colleagueNameFault = "colleague.name_fault"
  case colleagueOwn = "colleague.own"
  case colleagueText = "colleague.text"

  case countLabel = "count.label"
  case countValue = "count.value"

  case deskAny = "desk.any"
  case deskBadges = "desk.badges"
  case deskCounts = "desk.counts"
  case deskCurve = "desk.curve"
  case deskCurveLabel = "desk.curve_label"
  case deskGuests = "desk.guests"
  case deskLost = "desk.lost"
  case deskLostAny = "desk.lost_any"
  case deskMails = "desk.mails"
  case deskMailsAny = "desk.mails_any"
  case deskNote = "desk.note"
  case deskSteps = "desk.steps"

  case eventAbout = "event.about"
  case eventHostEmail = "event.host_email"
  case eventHostName = "event.host_name"
  case eventOnline = "event.online"
  case eventOnlineLink = "event.online_link"
  case eventOnlineText = "event.online_text"
  case eventSomewhere = "event.somewhere"
  case eventTitle = "event.title"
  case eventVenueAddress = "event.venue_address"
  case eventVenueName = "event.venue_name"
  case eventWhen = "event.when"
  case eventZone = "event.zone"

  case faultTarget = "fault.target"
  case faultText = "fault.text"

  case faults
  case faultsAny = "faults.any"

  case forgetFault = "forget.fault"

  case formAnswerBy = "form.answer_by"
  case formAsk = "form.ask"
  case formDetails = "form.details"
  case formFacts = "form.facts"
  case formFolded = "form.folded"
  case formGuests = "form.guests"
  case formLoses = "form.loses"
  case formOpen = "form.open"
  case formPreselected = "form.preselected"
  case formRoom = "form.room"

  case guestAnswer = "guest.answer"
  case guestAnswers = "guest.answers"
  case guestAnyHistory = "guest.any_history"
  case guestAt = "guest.at"
  case guestEmail = "guest.email"
  case guestGuests = "guest.guests"
  case guestHistory = "guest.history"
  case guestName = "guest.name"
  case guestOrganisation = "guest.organisation"
  case guestSeated = "guest.seated"

  case guestsFault = "guests.fault"
  case guestsOptions = "guests.options"

  case historyText = "history.text"

  case invitationBroughtIn = "invitation.brought_in"
  case invitationFor = "invitation.for"
  case invitationNotYou = "invitation.not_you"

  case kindAction = "kind.action"
  case kindButton = "kind.button"
  case kindId = "kind.id"
  case kindLabel = "kind.label"
  case kindState = "kind.state"

  case lostEmail = "lost.email"
  case lostName = "lost.name"
  case lostWhy = "lost.why"

  case mailAt = "mail.at"
  case mailName = "mail.name"
  case mailToken = "mail.token"
  case mailWhy = "mail.why"

  case messageText = "message.text"

  case networkLogo = "network.logo"

  case noteEarlier = "note.earlier"
  case notePeople = "note.people"
  case notePreview = "note.preview"
  case noteText = "note.text"

  case noticeText = "notice.text"
  case noticeTitle = "notice.title"

  case optionChosen = "option.chosen"
  case optionText = "option.text"
  case optionValue = "option.value"

  case pageContent = "page.content"
  case pageTitle = "page.title"
  case pageWide = "page.wide"

  case personEmail = "person.email"
  case personName = "person.name"
  case personOrganisation = "person.organisation"

  case preferencesAllText = "preferences.all_text"
  case preferencesAllTitle = "preferences.all_title"
  case preferencesAnyKinds = "preferences.any_kinds"
  case preferencesKinds = "preferences.kinds"
  case preferencesLanguages = "preferences.languages"
  case placeTitle = "place.title"
  case placeToken = "place.token"
  case placeWhen = "place.when"

  case preferencesAnyPlaces = "preferences.any_places"
  case preferencesPlaces = "preferences.places"
  case preferencesToken = "preferences.token"

  case questionField = "question.field"
  case questionHint = "question.hint"
  case questionInput = "question.input"
  case questionIsText = "question.is_text"
  case questionOptions = "question.options"
  case questionRequired = "question.required"
  case questionText = "question.text"
  case questionValue = "question.value"

  case questions

  case stateAt = "state.at"
  case stateColleague = "state.colleague"
  case stateCalendar = "state.calendar"
  case stateText = "state.text"
  case stateTitle = "state.title"

  case stepAction = "step.action"
  case stepButton = "step.button"
  case stepHeld = "step.held"
  case stepId = "step.id"
  case stepPeople = "step.people"
  case stepState = "step.state"
  case stepWhen = "step.when"

  case subscriptionAnyKinds = "subscription.any_kinds"
  case subscriptionKinds = "subscription.kinds"
  case subscriptionStopped = "subscription.stopped"
  case subscriptionText = "subscription.text"

  case token

  /// Its place among all: an enumeration without payloads is its tag.
  var number: UInt8 { unsafeBitCast(self, to: UInt8.self) }
}
