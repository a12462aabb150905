import Domain
import State
import Testing

/// A line of every type as it stands before and after Anna is erased, made by the encoder both
/// times: the second is what would have been written had she never been there. Nothing here is read
/// from what the families say of their fields.
struct ErasureSample: Sendable, CustomTestStringConvertible {
  var before: Entry
  /// nil: the line goes.
  var after: Entry?

  var testDescription: String { "\(before)" }
}

extension ErasureSample {
  static let ids = ["p-aad", "p-anna", "p-bea"]
  static let address = "anna@example.org"
  static let organisations = ["anna bv", "bakker"]
  static let erasure = Erasure(
    ids: [ids[1]], addresses: [address], organisations: [organisations[0]])

  /// Who knows all three, and who has forgotten Anna.
  static let (knowing, forgetful): (State, State) = {
    var state = State()
    for id in ids { _ = state.people.number(id) }
    for name in organisations { _ = state.organisations.number(name) }
    var later = state
    later.people.forget(1)
    later.organisations.forget(0)
    return (state, later)
  }()

  private static let at = Instant(seconds: 1_800_000_000)
  private static func moment(_ person: Int32) -> Instant { at.adding(seconds: Int64(person)) }
  private static func digest(_ person: Int32) -> UInt64 { 0xabc0 + UInt64(person) }

  /// About one person, with a text that may name Anna.
  private static func about(_ entry: (Int32, String) -> Entry) -> [ErasureSample] {
    [
      ErasureSample(before: entry(1, "yes"), after: nil),
      ErasureSample(before: entry(0, "see \(address)"), after: entry(0, "see [erased]")),
    ]
  }

  /// Of several people, with a text that may name Anna.
  private static func listing(_ entry: ([Int32], String) -> Entry) -> [ErasureSample] {
    [
      ErasureSample(before: entry([1], "yes"), after: nil),
      ErasureSample(
        before: entry([0, 1, 2], "see \(address)"), after: entry([0, 2], "see [erased]")),
      ErasureSample(before: entry([1, 2], "yes"), after: entry([2], "yes")),
    ]
  }

  /// About nobody.
  private static func nobodys(_ entries: Entry...) -> [ErasureSample] {
    entries.map { ErasureSample(before: $0, after: $0) }
  }

  static let all: [ErasureSample] =
    programme + people + choices + seats + owed + deliveries + snapshotPeople + snapshotPost

  private static let programme =
    nobodys(
      .rehearsal, .programmeAccepted(fingerprint: "ff", people: 3),
      .eventAccepted(event: "e", facts: EntrySamples.facts),
      .eventChanged(event: "e", facts: EntrySamples.facts), .eventChanged(event: "e", facts: nil),
      .eventRevised(event: "e", sequence: 1, facts: EntrySamples.facts),
      .dueAgain(event: "e", sequence: 2, steps: ["s"]), .eventDropped(event: "e"),
      .calledOff(event: "e"), .deskRevoked(event: "e", generation: 1), .forgotten(hash: "aa"),
      .stated(.ledger(event: "e", step: "s", from: 0, states: [.sent, .open], lengths: [2, 1])),
      .stated(.mailed(event: "e", from: 0, first: [5, 6, 0], timed: [7, 6, 0])),
      .stated(.rhythm([at])))

  private static func profile(_ person: Int32) -> Person? {
    (try? MailAddress(person == 1 ? address : "other@example.org")).map {
      Person(
        id: ids[Int(person)], email: $0, name: "N", organisation: "O", language: "nl")
    }
  }

  private static let people: [ErasureSample] =
    about { person, _ in profile(person).map(Entry.personLeft) ?? .rehearsal }
    + about { person, _ in .personReturned(person) }
    + about { person, _ in .knownAs(person: person, id: "p-\(person)00") }
    + about { person, _ in .united(person: person, with: person == 1 ? 0 : 2) }
    + [ErasureSample(before: .united(person: 0, with: 1), after: nil)]
    + about { person, _ in .moved(person: person, email: "x@y.nl", was: "") }
    + about { person, text in .addressGivenUp(person: person, email: "x@y.nl", why: text) }
    + about { person, text in .suppressed(person: person, why: text) }
    + about { person, text in .suspected(person: person, why: text) }
    + about { person, _ in .reachable(person: person) }

  private static let choices: [ErasureSample] =
    about { person, _ in .unsubscribed(person: person, kind: "*", via: "link") }
    + about { person, _ in .resubscribed(person: person, kind: "*", via: "link") }
    + about { person, _ in .languageChosen(person: person, language: "en") }
    + about { person, text in
      .held(Scope(event: "e", step: "s", person: person), why: text)
    }
    + about { person, _ in .released(Scope(event: "e", step: "s", person: person)) }
    + about { person, text in
      .mailReceived(
        ReceivedMail(
          kind: "reply", outcome: .forwarded, digest: digest(person), person: person, event: "e",
          note: text))
    }

  private static func fact(_ cause: SeatFact.Cause, _ person: Int32) -> SeatFact {
    SeatFact(
      cause: cause, person: person,
      standing: SeatStanding(organisation: 1, guests: 0, place: .seated, at: at))
  }

  private static let seats: [ErasureSample] =
    about { person, text in
      .answered(event: "e", fact: fact(.answered, person), words: ["q": text], via: "link")
    }
    + about { person, text in
      .words(event: "e", person: person, words: ["q": text, "r": "x"], via: "link")
    }
    + SeatFact.Cause.allCases.flatMap { cause in
      about { person, _ in .seat(event: "e", fact: fact(cause, person)) }
    }
    + about { person, _ in
      .colleagueAsked(event: "e", person: person, profile: profile(person), by: 2)
    } + [
      ErasureSample(
        before: .colleagueAsked(event: "e", person: 0, profile: nil, by: 1),
        after: .colleagueAsked(event: "e", person: 0, profile: nil, by: nil)),
      ErasureSample(
        before: handedOver(fact(.handedOver, 1), fact(.received, 2), 2),
        after: handedOver(nil, fact(.received, 2), 2)),
      ErasureSample(
        before: handedOver(fact(.handedOver, 2), fact(.received, 1), 1),
        after: handedOver(fact(.handedOver, 2), nil, nil)),
      ErasureSample(before: handedOver(nil, fact(.received, 1), 1), after: nil),
    ]

  private static func handedOver(
    _ giver: SeatFact?, _ taker: SeatFact?, _ profiled: Int32?
  ) -> Entry {
    .handedOver(event: "e", giver: giver, taker: taker, profile: profiled.flatMap(profile))
  }

  private static let owed: [ErasureSample] =
    listing { people, _ in
      .occurred(event: "e", kind: .rsvp, steps: ["a", "b", "c"], people: people)
    }
    + listing { people, text in .notified(event: "e", Notice(.note, text: text), people: people) }

  private static func key(_ person: Int32) -> DeliveryKey {
    DeliveryKey(event: "e", step: "s", person: person, occurrence: 1)
  }

  private static let deliveries: [ErasureSample] =
    about { person, _ in .committed(key(person), email: "x@y.nl", messageID: "<m>", date: at) }
    + about { person, text in .sent(key(person), reply: text) }
    + about { person, text in
      .deferred(key(person), date: at, count: 1, next: at, reply: text)
    }
    + about { person, text in .failed(key(person), reply: text) }
    + about { person, text in .doubt(key(person), reply: text) }
    + about { person, _ in .retried(key(person)) } + about { person, _ in .dropped(key(person)) }
    + listing { people, text in
      .missed(event: "e", step: "s", people: people, occurrence: 0, why: text)
    }
    + about { person, _ in
      .tested(event: "e", step: "s", person: ids[Int(person)], to: "o@p.nl", messageID: "<m>")
    } + [
      ErasureSample(
        before: .tested(event: "e", step: "s", person: ids[0], to: address, messageID: "<m>"),
        after: nil)
    ]

  private static let snapshotPeople: [ErasureSample] =
    nobodys(.stated(.people([0, 1, 2])), .stated(.organisations([0, 1])))
    + about { person, text in
      .stated(.attempt(key(person), Attempt(date: at, count: 1, next: at, reply: text)))
    }
    + listing { people, text in
      .stated(
        .occurrences(
          SnapshotLine.OccurrencePage(
            event: "e", step: "note", kind: .notice, state: .sent, sequence: 0,
            notice: Notice(.note, text: text), people: people, occurrences: people.map { $0 + 10 },
            moments: people.map(moment))))
    }
    + listing { people, _ in
      .stated(
        .owed(event: "e", step: "s", people: people, occurrences: people.map { $0 + 10 }))
    }
    + listing { people, _ in
      .stated(.counts(event: "e", kind: .rsvp, people: people, counts: people.map { $0 + 10 }))
    }
    + listing { people, _ in .stated(.recent(people: people, moments: people.map(moment))) }

  private static let snapshotPost: [ErasureSample] =
    listing { people, _ in
      .stated(.mails(people.map { InboundHistory.Known(digest: digest($0), person: $0) }))
    }
    + about { person, _ in .stated(.bounces(person: person, soft: [at], suspended: at)) }
    + about { person, text in
      .stated(
        .forward(
          digest(person),
          InboundHistory.Forward(about: InboundHistory.About(event: "e", person: person), why: text)
        ))
    }
    + about { person, _ in
      .stated(
        .exchange(
          InboundHistory.About(event: "e", person: person), InboundHistory.Exchange(answeredAt: at))
      )
    }
}
