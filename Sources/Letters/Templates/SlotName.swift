/// Every slot with a fixed name, in the order of `SlotTable.rows`.
enum SlotName: Int, CaseIterable, Sendable {
  case networkName, networkAddress, networkLogo
  case personName, personFirst, personEmail, personOrganisation
  case eventTitle, eventAbout, eventWhen, eventDate, eventTime, eventStarts, eventEnds
  case eventWeekday, eventZone, eventVenue, eventVenueName, eventAddress, eventOnline
  case eventAnswerBy, eventAnswerBySet, eventCapacity, eventPeople, eventHost, eventHostEmail,
    eventID
  case answerYes, answerNo, answerMaybe, answerNone, answerAny, answerWord, answerGuests
  case answerQuestions
  case seatSeated, seatWaiting, seatOffered, seatNone, seatGivenUp, seatPosition, offerUntil
  case changeMoved, changeVenue, changeOnline, changeOffline, changeUndone, changeCancelled,
    changeQuorum, changeOldWhen, changeOldVenue, changeOldOnline
  case linkRSVP, linkYes, linkNo, linkMaybe, linkCalendar, linkUnsubscribe, linkPreferences
  case linkHost, linkBrowser
  case colleagueBy, colleagueSent
  case article
  case deskLink
  case digestYes, digestNo, digestMaybe, digestWaiting, digestLines, digestMore, digestGo, digestAny
  case previewStep, previewEvent, previewWhen, previewPeople, previewHold, previewGo, previewSeated,
    previewQuorum
  case alertText, alertRemedy
  case noteText
  case forwardWho, forwardEmail, forwardWhy, forwardPage, forwardAttached,
    forwardRecorded, forwardUnverified, forwardOutsider, forwardUnsure, forwardUnread
  case subject, preheader, content, reason, accent, accentText, accentLink, accentDark, language
  case testBanner
}
