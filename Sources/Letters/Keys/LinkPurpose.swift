/// What a signed link or address may be used for. Each purpose has a key of its own, so a token
/// made for one never opens for another.
package enum LinkPurpose: String, Sendable, CaseIterable {
  /// `/r/TOKEN`: one person's answer to one event.
  case rsvp
  /// `/u/TOKEN` and the unsubscribe mailbox: one person, no event, for ever.
  case unsubscribe
  /// `/p/TOKEN`: one person, no event.
  case preferences
  /// `/host/TOKEN`: one event; the person is the host's normalised address.
  case host
  /// The calendar UID of one event and person.
  case calendar
  /// "Send a colleague instead": one event and person.
  case colleague
  /// `/n/TOKEN`: a newsletter in the browser.
  case browser
  /// The Message-ID, which a reply repeats: one event and person.
  case thread
  /// The envelope sender: one event, step and person.
  case bounce

  /// Whether what was signed for this opens as long as the store lives, whatever becomes of its
  /// key: nobody's way out of our mail is closed, and a reply or a calendar's answer still finds
  /// its event.
  var isForEver: Bool { self == .unsubscribe || self == .calendar || self == .thread }
}
