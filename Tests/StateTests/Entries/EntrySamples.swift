import Domain
import State

/// One entry of each type, with names that a careless writer would break.
enum EntrySamples {
  static let people = [
    "p-1", #"say "hi" \ there"#, "zo\u{00EB} \u{1F98A}\u{200D}\u{2615}@x.nl", "p-4",
  ]
  static let organisations = [#"bakker & "zn" 🥐"#, "tab\tand\nline\u{2028}end"]
  static let at = Instant(milliseconds: 1_800_000_000_123)

  /// A state that knows the names, in their order.
  static var state: State {
    var state = State()
    for name in people { _ = state.people.number(name) }
    for name in organisations { _ = state.organisations.number(name) }
    return state
  }

  static let facts = RecordedFacts(
    starts: "2027-06-17T14:00:00", ends: "2027-06-17T17:30:00", zone: "Europe/Amsterdam",
    venue: Venue(name: #"De "Fabrique""#, address: "Westkanaaldijk 7\nUtrecht", online: ""),
    cancelled: false)

  static var cancelledFacts: RecordedFacts {
    var cancelled = facts
    cancelled.cancelled = true
    return cancelled
  }

  static func standing(
    _ place: SeatPlace, guests: Int = 0, organisation: Int32 = -1
  )
    -> SeatStanding
  {
    SeatStanding(organisation: organisation, guests: guests, place: place, at: at)
  }

  /// Nothing that comes after these names the second person.
  static let unions: [Entry] = [.united(person: 1, with: 2), .united(person: 2, with: 0)]

  static let all: [Entry] = programme + seats + choices + deliveries

  private static let programme: [Entry] = [
    .rehearsal,
    .tested(
      event: "open", step: "reminder", person: "anna", to: "ops@example.org",
      messageID: "x@y.example"),
    .programmeAccepted(fingerprint: "00ff", people: 2_000),
    .eventAccepted(event: "open", facts: facts),
    .eventChanged(event: "open", facts: cancelledFacts),
    .eventChanged(event: "open", facts: nil),
    .eventRevised(event: "open", sequence: 3, facts: cancelledFacts),
    .dueAgain(event: "open", sequence: 4, steps: ["invitation", "reminder"]),
    .calledOff(event: "open"), .deskRevoked(event: "open", generation: 2),
    .eventDropped(event: "open"),
    .personReturned(2),
    .knownAs(person: 1, id: #"7 "x" é"#),
    .moved(person: 2, email: "new@x.nl", was: "old@x.nl"),
    .moved(person: 2, email: "", was: "old@x.nl"), .moved(person: 2, email: "new@x.nl", was: ""),
    .addressGivenUp(person: 0, email: "old@x.nl", why: "550 \"no\""),
    .held(Scope(event: "open"), why: #"wrong "date""#),
    .held(Scope(event: "open", step: "reminder"), why: ""),
    .held(Scope(event: "open", step: "reminder", person: 1), why: "asked"),
    .released(Scope(event: "open", step: "reminder", person: 1)),
    .released(Scope(event: "open")),
  ]

  private static let seats: [Entry] = [
    .answered(
      event: "open",
      fact: SeatFact(
        cause: .answered, person: 2, standing: standing(.seated, guests: 2, organisation: 0)),
      words: ["dilemma": "Hoe?\r\n\"Zo\" 🧭", "a-b": ""], via: "link"),
    .answered(
      event: "open", fact: SeatFact(cause: .answered, person: 1, standing: standing(.declined)),
      words: [:], via: "phone"),
    .words(event: "open", person: 1, words: ["q": "\\"], via: "link"),
    .words(event: "open", person: 1, words: [:], via: "link"),
    seat(.answered, .undecided), seat(.answered, .waiting(turn: 7)),
    seat(.offered, .offered(turn: 7, until: at.adding(seconds: 86_400))),
    seat(.promoted, .seated), seat(.lapsed, .lapsed(turn: 9)), seat(.withdrawn, .waiting(turn: 7)),
    seat(.handedOver, .declined), seat(.received, .seated),
    .seat(event: "open", fact: SeatFact(cause: .removed, person: 1, standing: nil)),
    .colleagueAsked(event: "open", person: 1, profile: nil, by: 2),
    .colleagueAsked(event: "open", person: 2, profile: profile, by: nil),
    .handedOver(
      event: "open",
      giver: SeatFact(cause: .handedOver, person: 1, standing: standing(.declined)),
      taker: SeatFact(
        cause: .received, person: 2, standing: standing(.seated, guests: 1, organisation: 1)),
      profile: profile),
    .handedOver(
      event: "open", giver: nil,
      taker: SeatFact(cause: .received, person: 2, standing: standing(.waiting(turn: 3))),
      profile: nil),
    .handedOver(
      event: "open",
      giver: SeatFact(cause: .handedOver, person: 1, standing: standing(.declined)), taker: nil,
      profile: nil),
    .occurred(event: "open", kind: .asked, steps: ["colleague"], people: [2]),
    .occurred(event: "open", kind: .rescheduled, steps: ["moved", "sms"], people: [0, 1, 2]),
    .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [2]),
    .notified(event: "open", Notice(.desk), people: [3]),
    .notified(
      event: "open", Notice(.digest, from: at, until: at.adding(seconds: 60)), people: [3]),
    .notified(
      event: "open", Notice(.preview, about: "reminder", text: "1f", until: at, count: 312),
      people: [3]),
    .notified(event: "open", Notice(.note, text: #"Neem een "jas" mee\n🧥"#), people: [1, 2]),
    .notified(event: "", Notice(.alert, about: "relay", text: "535 \\ no"), people: [0]),
  ]

  private static func seat(_ cause: SeatFact.Cause, _ place: SeatPlace) -> Entry {
    .seat(
      event: "open",
      fact: SeatFact(cause: cause, person: 1, standing: standing(place, organisation: 1)))
  }

  /// Of person 2.
  private static let profile: Person = {
    guard let email = try? MailAddress("bram@x.nl") else { preconditionFailure("no address") }
    return Person(
      id: people[2], email: email, name: #"Bram "de" Wit"#, organisation: "Bakker", language: "nl")
  }()

  private static let choices: [Entry] = [
    .unsubscribed(person: 1, kind: "*", via: "one-click"),
    .unsubscribed(person: 2, kind: "openspace", via: "link"),
    .resubscribed(person: 1, kind: "*", via: "phone"),
    .languageChosen(person: 2, language: "en"),
    .suspected(person: 1, why: "550 5.2.1 \"closed\""),
    .suppressed(person: 1, why: "550 5.1.1 <x@y>: \"no such user\""),
    .forgotten(hash: "0a1b2c"),
    .reachable(person: 1),
    .mailReceived(
      ReceivedMail(
        kind: "bounce", outcome: .recorded, digest: 0x00ff_ee01_8000_0000, person: 2,
        event: "open", step: "invitation", note: "came back: 452 4.2.2 \"full\"\nbox",
        failure: .soft)),
    .mailReceived(
      ReceivedMail(
        kind: "reply", outcome: .refused, digest: .max, person: 1, event: "open",
        stamp: ReplyStamp(sequence: 2, dtstamp: at), isAnswered: true,
        forwarded: "beside_answer")),
    .mailReceived(
      ReceivedMail(
        kind: "unsubscribe", outcome: .noted, digest: 0, person: 3, failure: .suspended)),
  ]

  private static let deliveries: [Entry] =
    [
      DeliveryKey(event: "open", step: "invitation", person: 2),
      DeliveryKey(event: "open", step: "confirmation", person: 2, occurrence: 1),
    ].flatMap { key -> [Entry] in
      [
        .committed(key, email: "zoë@x.nl", messageID: "<a.b@x.nl>", date: at),
        .sent(key, reply: "250 2.0.0 Ok: \"queued\""),
        .deferred(
          key, date: at, count: 2, next: at.adding(seconds: 300), reply: "451 4.7.1 later\r\nplease"
        ),
        .failed(key, reply: "550"), .doubt(key, reply: ""), .retried(key), .dropped(key),
        .missed(
          event: key.event, step: key.step, people: [key.person], occurrence: key.occurrence,
          why: "its moment had passed"),
      ]
    }
}
