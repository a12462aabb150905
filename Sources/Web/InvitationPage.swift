package import Domain

/// All that the RSVP page shows of one invitation. Strings are plain text, ready for people.
package struct InvitationPage: Sendable {
  package internal(set) var gathering: EventPageContent
  package var phase: Phase
  /// Full name, else the address: who is asked.
  package var personName: String
  /// How the page greets: the first name, else empty.
  package var greetingName: String
  package var organisation: String
  /// Until when an answer is expected ("maandag 14 juni"); nil when that is the start, or past.
  package var answerBy: String?
  package var room: Room
  /// What the person wrote before, by question id.
  package var written: [String: [String]]
  /// The answer on record.
  package var recorded: Recorded?
  /// Token of this person's preferences page; nil leaves the link out.
  package var preferencesToken: String?
  /// Who forwarded the invitation or gave up the place; empty for none.
  package var broughtInBy = ""
  /// Who has the place that this person gave up; empty for none.
  package var sentInstead = ""
  /// Whether the answer on record gave up a seat, or one that was held for the person.
  package var gaveUpSeat = false

  package init(
    gathering: EventPageContent, phase: Phase, personName: String, greetingName: String = "",
    organisation: String = "", answerBy: String? = nil, room: Room = .unlimited,
    written: [String: [String]] = [:], recorded: Recorded? = nil, preferencesToken: String? = nil
  ) {
    self.gathering = gathering
    self.phase = phase
    self.personName = personName
    self.greetingName = greetingName
    self.organisation = organisation
    self.answerBy = answerBy
    self.room = room
    self.written = written
    self.recorded = recorded
    self.preferencesToken = preferencesToken
  }

  /// Whether there is a seat, an offer or a place in line to give to a colleague.
  package var hasPlace: Bool {
    guard phase == .open, let seat = recorded?.seat else { return false }
    return seat != .none
  }

  package enum Phase: String, Sendable, CaseIterable { case open, started, over, cancelled }

  /// What is left of the capacity.
  package enum Room: Sendable, Equatable {
    case unlimited
    case left(Int)
    /// Nobody's seat is free; that many people are waiting.
    case full(waiting: Int)
  }

  /// The answer on record, and what became of it.
  package struct Recorded: Sendable, Equatable {
    /// Any but `unanswered`.
    package var state: SeatState
    package var guests: Int
    /// Place on the waiting list, from 1; 0 for who is not on it.
    package var position: Int
    /// Until when a freed seat is held ("vrijdag 16.00 uur"); empty without an offer.
    package var until: String
    /// When it was recorded ("12 mei, 14.03 uur").
    package var at: String

    package init(
      _ state: SeatState, guests: Int = 0, position: Int = 0, until: String = "", at: String
    ) {
      self.state = state
      self.guests = guests
      self.position = position
      self.until = until
      self.at = at
    }

    var answer: Choice { state.choice ?? .no }
    var seat: Seat { state.seat }
  }
}

/// What, when and where: shown by the RSVP page and the host's desk.
package struct EventSummary: Sendable, Equatable {
  package var title: String
  /// "donderdag 17 juni 2027, 14.00–17.30 uur"
  package var when: String
  /// Name of the event's zone, only when it differs from the network's.
  package var zone: String?
  package var venueName: String
  /// Postal address; may hold line ends.
  package var venueAddress: String
  /// Where to join online; an http(s) address becomes a link.
  package var online: String
  package var hostName: String
  package var hostEmail: String

  package init(
    title: String, when: String, zone: String? = nil, venueName: String = "",
    venueAddress: String = "", online: String = "", hostName: String = "", hostEmail: String = ""
  ) {
    self.title = title
    self.when = when
    self.zone = zone
    self.venueName = venueName
    self.venueAddress = venueAddress
    self.online = online
    self.hostName = hostName
    self.hostEmail = hostEmail
  }
}

/// A question with the answer on record.
package struct AskedQuestion: Sendable, Equatable {
  /// `[a-z0-9-]+`; the form's field is `q_ID`.
  package var id: String
  package var text: String
  package var kind: Question.Kind
  /// Of a choice or multi. A `yesno` is answered `yes` or `no`.
  package var options: [String]
  package var required: Bool
  package var values: [String]

  package init(
    id: String, text: String, kind: Question.Kind = .text, options: [String] = [],
    required: Bool = false, values: [String] = []
  ) {
    self.id = id
    self.text = text
    self.kind = kind
    self.options = options
    self.required = required
    self.values = values
  }
}
