import Domain
import State

/// Histories drawn at random: everything that can happen to two events and their people.
struct RandomHistory {
  private var random: SplitMix
  private(set) var state = State()
  private var now = Instant(seconds: 1_800_000_000)
  private let people: [Int32]
  private let organisations: [Int32]

  init(seed: UInt64, people count: Int = 40) {
    random = SplitMix(state: seed)
    people = (0..<count).map { Int32($0) }
    organisations = [-1, 0, 1, 2]
    for index in 0..<count { _ = state.people.number("p\(index * 7 % count)") }
    for name in ["zeta", "alfa", "mid"] { _ = state.organisations.number(name) }
  }

  /// Lets `count` things happen.
  mutating func run(_ count: Int) {
    for _ in 0..<count {
      now = now.adding(seconds: Int64(random.below(40)))
      state.apply(entry(), at: now)
    }
  }

  private mutating func entry() -> Entry {
    let events = ["open-space", "dinner", "seldom"]
    let event = events[random.below(20) == 0 ? 2 : random.below(2)]
    let person = people[random.below(people.count)]
    switch random.below(30) {
    case 0: return .programmeAccepted(fingerprint: "f\(random.below(9))", people: 40)
    case 1: return .eventAccepted(event: event, facts: facts())
    case 2: return .eventChanged(event: event, facts: random.below(3) == 0 ? nil : facts())
    case 3: return .eventRevised(event: event, sequence: random.below(5), facts: facts())
    case 4:
      return random.below(2) == 0
        ? .rehearsal
        : .dueAgain(
          event: event, sequence: 1 + random.below(4),
          steps: random.below(2) == 0 ? ["reminder"] : ["invitation", "reminder"])
    case 29:
      return [
        Entry.eventDropped(event: event), .calledOff(event: event),
        .deskRevoked(event: event, generation: 1 + random.below(3)),
      ][random.below(3)]
    case 5: return .personLeft(leaver(person))
    case 6: return .personReturned(person)
    case 7: return .words(event: event, person: person, words: words(), via: "link")
    case 8, 9:
      return .answered(event: event, fact: fact(person), words: words(), via: "mail")
    case 10: return .seat(event: event, fact: fact(person, mayGo: true))
    case 11: return occurred(event)
    case 12: return random.below(2) == 0 ? occurred(event) : notified(event)
    case 13: return .unsubscribed(person: person, kind: kind(), via: "link")
    case 14: return .resubscribed(person: person, kind: kind(), via: "link")
    case 15: return .languageChosen(person: person, language: "nl")
    case 16: return .suppressed(person: person, why: "550 \"no\" such\nbox")
    case 17: return .held(scope(event, person), why: "held by me")
    case 18: return .released(scope(event, person))
    case 19: return .forgotten(hash: "h\(random.below(5))")
    case 20:
      return .colleagueAsked(
        event: event, person: person, profile: random.below(2) == 0 ? leaver(person) : nil,
        by: random.below(3) == 0 ? nil : people[random.below(people.count)])
    case 21: return handedOver(event, person)
    case 22: return random.below(8) == 0 ? .reachable(person: person) : received(event, person)
    case 23: return received(event, person)
    case 24: return .suspected(person: person, why: "550 5.2.1 closed")
    default: return delivery(event, person)
    }
  }

  private mutating func handedOver(_ event: String, _ giver: Int32) -> Entry {
    let others = people.filter { $0 != giver }
    let taker = others[random.below(others.count)]
    let declined = SeatStanding(organisation: -1, guests: 0, place: .declined, at: now)
    var received = fact(taker)
    received.cause = .received
    return .handedOver(
      event: event,
      giver: random.below(5) == 0
        ? nil : SeatFact(cause: .handedOver, person: giver, standing: declined),
      taker: received, profile: random.below(2) == 0 ? leaver(taker) : nil)
  }

  private mutating func received(_ event: String, _ person: Int32) -> Entry {
    .mailReceived(
      ReceivedMail(
        kind: "reply", outcome: ReceivedMail.Outcome.allCases[random.below(4)],
        digest: UInt64(random.below(20) * 64) + UInt64(person), person: person,
        event: random.below(9) == 0 ? "" : event, note: "no",
        failure: [nil, .soft, .soft, .suspended][random.below(4)],
        stamp: random.below(2) == 0
          ? nil : ReplyStamp(sequence: random.below(3), dtstamp: now),
        isAnswered: random.below(2) == 0,
        forwarded: random.below(3) == 0 ? "beside_answer" : nil))
  }

  private mutating func delivery(_ event: String, _ person: Int32) -> Entry {
    var key = DeliveryKey(
      event: event, step: ["invitation", "reminder"][random.below(2)], person: person)
    let known = state.events[event]?.occurrences.keys.sorted {
      ($0.step, $0.person, $0.occurrence) < ($1.step, $1.person, $1.occurrence)
    }
    if let known, !known.isEmpty, random.below(2) == 0 { key = known[random.below(known.count)] }
    switch random.below(8) {
    case 0, 1: return .committed(key, email: "a@example.org", messageID: "<m>", date: now)
    case 2: return .sent(key, reply: "250 ok")
    case 3:
      return .deferred(
        key, date: now, count: random.below(9), next: now.adding(seconds: 60), reply: "451 later")
    case 4: return .failed(key, reply: "550 no")
    case 5: return .doubt(key, reply: "")
    case 6: return random.below(2) == 0 ? .retried(key) : .dropped(key)
    default:
      return .missed(
        event: event, step: key.step, people: [key.person], occurrence: key.occurrence, why: "late")
    }
  }

  private mutating func occurred(_ event: String) -> Entry {
    let kind = Step.Occurrence.allCases[random.below(Step.Occurrence.allCases.count)]
    let chosen = Set((0..<1 + random.below(3)).map { _ in people[random.below(people.count)] })
    return .occurred(
      event: event, kind: kind,
      steps: random.below(2) == 0 ? [kind.rawValue] : ["a-\(kind.rawValue)", "b"],
      people: chosen.sorted())
  }

  private mutating func notified(_ event: String) -> Entry {
    let kind = Notice.Kind.allCases[random.below(Notice.Kind.allCases.count)]
    let chosen = Set((0..<1 + random.below(3)).map { _ in people[random.below(people.count)] })
    return .notified(
      event: random.below(4) == 0 ? Notice.noEvent : event,
      Notice(
        kind, about: random.below(2) == 0 ? "" : "reminder",
        text: "a \"text\"\nof \(random.below(3))",
        from: random.below(2) == 0 ? nil : now, until: random.below(2) == 0 ? nil : now,
        count: random.below(3)), people: chosen.sorted())
  }

  private mutating func fact(_ person: Int32, mayGo: Bool = false) -> SeatFact {
    let turn = random.below(1000)
    let places: [SeatPlace] = [
      .declined, .undecided, .seated, .waiting(turn: turn), .lapsed(turn: turn),
      .offered(turn: turn, until: now.adding(seconds: 3600)),
    ]
    let cause: SeatFact.Cause = mayGo ? .received : .answered
    if mayGo, random.below(4) == 0 {
      return SeatFact(cause: .removed, person: person, standing: nil)
    }
    return SeatFact(
      cause: cause, person: person,
      standing: SeatStanding(
        organisation: organisations[random.below(4)], guests: random.below(3),
        place: places[random.below(places.count)], at: now))
  }

  private mutating func facts() -> RecordedFacts {
    RecordedFacts(
      starts: "2027-06-\(10 + random.below(9))T14:00:00", ends: "2027-06-30T17:00:00",
      zone: "Europe/Amsterdam",
      venue: Venue(name: "De \"Fabriek\"", address: "Weg 1\nUtrecht", online: ""),
      cancelled: random.below(5) == 0)
  }

  private mutating func words() -> [String: String] {
    random.below(2) == 0 ? [:] : ["dilemma": "regel\nén \u{2028} \(random.below(9))", "b": ""]
  }

  private mutating func kind() -> String { ["*", "openspace", "dinner"][random.below(3)] }

  private mutating func scope(_ event: String, _ person: Int32) -> Scope {
    switch random.below(3) {
    case 0: Scope(event: event)
    case 1: Scope(event: event, step: "invitation")
    default: Scope(event: event, step: "invitation", person: person)
    }
  }

  private func leaver(_ number: Int32) -> Person {
    let id = state.people.name(number)
    guard let email = try? MailAddress("\(id)@example.org") else {
      preconditionFailure("\(id)@example.org is no address")
    }
    return Person(id: id, email: email, name: "Naam \(id)", organisation: "Alfa", language: "nl")
  }
}
