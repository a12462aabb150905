import Domain
import State
import Testing

@Suite struct AcceptanceTests {
  private let morning = Instant(seconds: 1_800_000_000)

  private func accepted(_ sample: ProgrammeSample) throws -> State {
    var state = State()
    for entry in Decide.acceptance(try sample.programme(), state) {
      state.apply(entry, at: morning)
    }
    return state
  }

  private func sample(_ change: (inout Event) throws -> Void = { _ in }) throws -> ProgrammeSample {
    var event = try ProgrammeSample.event("open")
    try change(&event)
    return ProgrammeSample(events: [event])
  }

  @Test("a first programme accepts its events, and the same once more changes nothing")
  func first() throws {
    let programme = try sample().programme()
    let entries = Decide.acceptance(programme, State())
    #expect(
      entries == [
        .eventAccepted(event: "open", facts: RecordedFacts(programme.events[0].facts)),
        .programmeAccepted(fingerprint: "1", people: 0),
      ])
    #expect(Decide.acceptance(programme, try accepted(sample())) == [])
  }

  static let edits: [(String, @Sendable (inout Event) throws -> Void)] = [
    ("the start", { $0.facts.starts = try local("2027-06-18T14:00:00") }),
    ("the end", { $0.facts.ends = try local("2027-06-17T18:00:00") }),
    ("the zone", { $0.facts.zone = try systemZone("Europe/Lisbon") }),
    ("the venue's name", { $0.facts.venue.name = "Elders" }),
    ("the venue's address", { $0.facts.venue.address = "Elders" }),
    ("the venue's link", { $0.facts.venue.online = "https://x.example" }),
    ("a cancellation", { $0.facts.cancelled = true }),
  ]

  @Test("an edit of when, where or whether waits to be told", arguments: edits.indices)
  func revisionBegins(_ index: Int) throws {
    let edited = try sample(Self.edits[index].1)
    let state = try accepted(sample())
    let facts = RecordedFacts(edited.events[0].facts)
    #expect(
      Decide.acceptance(try edited.programme(), state)
        == [.eventChanged(event: "open", facts: facts)],
      "\(Self.edits[index].0)")
  }

  @Test("an edit of anything else is no revision")
  func otherEdits() throws {
    let edited = try sample {
      $0.title = LocalizedText("New")
      $0.capacity = 9
      $0.steps = []
      $0.about = LocalizedText("Other")
    }
    #expect(Decide.acceptance(try edited.programme(), try accepted(sample())) == [])
  }

  @Test("an edit told once is not begun again, another is, and taking it back ends it")
  func pending() throws {
    let later = try sample { $0.facts.starts = try local("2027-06-18T14:00:00") }
    let latest = try sample { $0.facts.starts = try local("2027-06-19T14:00:00") }
    var state = try accepted(sample())
    for entry in Decide.acceptance(try later.programme(), state) { state.apply(entry, at: morning) }
    #expect(Decide.acceptance(try later.programme(), state) == [])
    #expect(
      Decide.acceptance(try latest.programme(), state)
        == [.eventChanged(event: "open", facts: RecordedFacts(latest.events[0].facts))])
    #expect(
      Decide.acceptance(try sample().programme(), state)
        == [.eventChanged(event: "open", facts: nil)])
  }

  @Test("a programme with another fingerprint is recorded with its number of people")
  func fingerprint() throws {
    var next = try sample()
    next.fingerprint = "2"
    next.people = [Person(id: "1", email: try MailAddress("a@b.nl"))]
    #expect(
      Decide.acceptance(try next.programme(), try accepted(sample()))
        == [.programmeAccepted(fingerprint: "2", people: 1)])
  }

  @Test("who leaves the roster is remembered when they were mailed or have answered")
  func leaving() throws {
    var before = try sample()
    before.people = try (1...4).map { Person(id: "\($0)", email: try MailAddress("p\($0)@b.nl")) }
    var after = before
    after.people = [before.people[3]]
    var state = try accepted(before)
    for person in before.people { _ = state.people.number(person.id) }
    let key = DeliveryKey(event: "open", step: "invitation", person: 0)
    state.apply(.committed(key, email: "", messageID: "", date: morning), at: morning)
    let seat = SeatStanding(organisation: -1, guests: 0, place: .seated, at: morning)
    state.apply(
      .answered(
        event: "open", fact: SeatFact(cause: .answered, person: 1, standing: seat), words: [:],
        via: "phone"), at: morning)
    let left = Decide.left(try before.programme(), try after.programme(), state)
    #expect(left == [.personLeft(before.people[0]), .personLeft(before.people[1])])
    for entry in left { state.apply(entry, at: morning) }
    #expect(Decide.left(try before.programme(), try after.programme(), state) == [])
    #expect(Decide.acceptance(try before.programme(), state).contains(.personReturned(0)))
    #expect(!Decide.acceptance(try after.programme(), state).contains(.personReturned(0)))
  }
}
