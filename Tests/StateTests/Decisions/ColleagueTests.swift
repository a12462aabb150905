import Domain
import State
import Testing

/// Bringing in a colleague: the rules of `docs/rsvp.md`, "Colleagues".
@Suite struct ColleagueTests {
  private static let now = Instant(seconds: 1_800_000_000)

  /// Anna (0) and Ben (1) of Bakker, Carla (2) of Molen, and Dora (3), whom nobody invited.
  private struct Scene {
    var state = State()
    var event: Event
    let houses: [Int32]

    init(capacity: Int = 0, perOrganisation: Int = 0) throws {
      event = try ProgrammeSample.event(
        "open", capacity: capacity, perOrganisation: perOrganisation, guests: 2)
      for name in ["anna", "ben", "carla", "dora@bakker.example"] {
        _ = state.people.number(name)
      }
      let bakker = state.organisations.number("bakker")
      houses = [bakker, bakker, state.organisations.number("molen"), bakker]
    }

    mutating func say(_ person: Int32, _ choice: Choice, guests: Int = 0, at now: Instant) throws {
      let entries = try Decide.answer(
        Answer(choice: choice, guests: guests, via: "link"), of: person,
        organisation: houses[Int(person)], to: event, state, hours: .always(in: .utc), now: now
      ).get()
      for entry in entries { state.apply(entry, at: now) }
    }

    func wish(_ person: Int32, by: Int32) throws -> NewColleague {
      let profile = Person(
        id: "dora@bakker.example", email: try MailAddress("dora@bakker.example"), name: "Dora",
        organisation: "Bakker", language: "nl")
      return NewColleague(
        person: person, profile: person == 3 ? profile : nil, organisation: houses[Int(person)],
        by: by)
    }

    func handOver(
      _ from: Int32, to: Int32, at now: Instant = ColleagueTests.now
    ) throws -> Result<[Entry], ColleagueRefusal> {
      Decide.handOver(
        try wish(to, by: from), to: event, state, hours: .always(in: .utc), now: now)
    }

    func ask(
      _ person: Int32, over by: Int32, at now: Instant = ColleagueTests.now
    ) throws -> Result<[Entry], ColleagueRefusal> {
      Decide.ask(try wish(person, by: by), to: event, state, now: now)
    }
  }

  @Test("a seat goes to the colleague with its guests, as one entry, and both are told")
  func handOver() throws {
    var scene = try Scene(capacity: 3)
    try scene.say(0, .yes, guests: 2, at: Self.now)
    let entries = try scene.handOver(0, to: 3, at: Self.now.adding(seconds: 5)).get()
    guard case .handedOver(_, let giver?, let taker?, let profile?) = entries[0] else {
      Issue.record("not one entry: \(entries)")
      return
    }
    #expect(giver.standing?.state == .declined)
    #expect(taker.standing?.guests == 2)
    #expect(profile.name == "Dora")
    #expect(
      Array(entries.dropFirst()) == [
        .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [3]),
        .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [0]),
      ])
    for entry in entries { scene.state.apply(entry, at: Self.now.adding(seconds: 5)) }
    let record = try #require(scene.state.events["open"])
    #expect(record.seats.seat(of: 3) == .seated && record.seats.seatedCount == 3)
    #expect(record.via[3] == "colleague")
    #expect(record.colleagues[3]?.by == 0)
    #expect(record.sentInstead(of: 0) == 3)
    #expect(record.history[0]?.map(\.standing.choice) == [.yes])
    #expect(scene.state.former[3]?.organisation == "Bakker")
    // Who comes after all has sent nobody.
    try scene.say(0, .maybe, at: Self.now.adding(seconds: 9))
    #expect(scene.state.events["open"]?.sentInstead(of: 0) == nil)
  }

  @Test("a place in line and its turn go to the colleague")
  func turn() throws {
    var scene = try Scene(capacity: 1)
    try scene.say(2, .yes, at: Self.now)
    try scene.say(0, .yes, at: Self.now.adding(seconds: 1))
    try scene.say(1, .yes, at: Self.now.adding(seconds: 2))
    let entries = try scene.handOver(0, to: 3).get()
    for entry in entries { scene.state.apply(entry, at: Self.now) }
    #expect(scene.state.events["open"]?.seats.position(of: 3) == 1)
    #expect(scene.state.events["open"]?.seats.position(of: 1) == 2)
  }

  @Test("what cannot be handed over is refused and changes nothing")
  func refusals() throws {
    var scene = try Scene(perOrganisation: 1)
    #expect(try scene.handOver(0, to: 3) == .failure(.seat(.nothingToHandOver)))
    try scene.say(0, .yes, at: Self.now)
    try scene.say(2, .yes, at: Self.now)
    #expect(try scene.handOver(0, to: 0) == .failure(.oneself))
    let start = scene.event.starts
    #expect(try scene.handOver(0, to: 3, at: start) == .failure(.seat(.started)))
    // A colleague of another house would be its second.
    try scene.say(2, .no, at: Self.now)
    #expect(throws: Never.self) { try scene.handOver(0, to: 2).get() }
    scene.state.apply(.suppressed(person: 3, why: "550"), at: Self.now)
    #expect(try scene.handOver(0, to: 3) == .failure(.unmailable))
    scene.event.facts.cancelled = true
    #expect(try scene.handOver(0, to: 1) == .failure(.seat(.cancelled)))
  }

  @Test("who asks for an invitation gets one mail a day, and no seat before they answer")
  func ask() throws {
    var scene = try Scene()
    let entries = try scene.ask(3, over: 0).get()
    #expect(
      entries.last
        == .occurred(event: "open", kind: .asked, steps: ["colleague"], people: [3]))
    for entry in entries { scene.state.apply(entry, at: Self.now) }
    #expect(scene.state.events["open"]?.seats.standings.isEmpty == true)
    #expect(scene.state.former[3]?.name == "Dora")
    #expect(try scene.ask(3, over: 1, at: Self.now.adding(seconds: 3600)) == .success([]))
    #expect(try scene.ask(3, over: 0, at: Self.now.adding(seconds: 86_400)).get().count == 2)
    #expect(try scene.ask(3, over: 0, at: scene.event.starts) == .failure(.seat(.started)))
  }

  @Test(
    "nobody is mailed at a stranger's wish who wants no mail, and the stranger does not learn it")
  func silence() throws {
    for entry in [
      Entry.unsubscribed(person: 2, kind: "*", via: "link"),
      .unsubscribed(person: 2, kind: "openspace", via: "link"),
      .suppressed(person: 2, why: "550"),
    ] {
      var scene = try Scene()
      scene.event.kind = "openspace"
      #expect(try scene.ask(2, over: 0).get().count == 2)
      scene.state.apply(entry, at: Self.now)
      #expect(try scene.ask(2, over: 0) == .success([]))
    }
    #expect(try Scene().ask(0, over: 0) == .success([]))
    // Kept quiet or not, the eleventh of a day is refused.
    var scene = try Scene()
    scene.state.apply(.unsubscribed(person: 2, kind: "*", via: "link"), at: Self.now)
    for number in 0..<Decide.colleaguesPerLink {
      let newcomer = scene.state.people.number("n\(number)")
      scene.state.apply(
        .colleagueAsked(event: "open", person: newcomer, profile: nil, by: 0), at: Self.now)
    }
    #expect(try scene.ask(2, over: 0) == .failure(.tooMany))
    #expect(try scene.ask(3, over: 0) == .failure(.tooMany))
  }

  @Test("sending somebody who has a place anyway looks like any other sending")
  func placed() throws {
    var scene = try Scene(capacity: 2)
    try scene.say(2, .yes, guests: 1, at: Self.now)
    try scene.say(0, .yes, at: Self.now.adding(seconds: 1))
    try scene.say(1, .yes, at: Self.now.adding(seconds: 2))
    let moment = Self.now.adding(seconds: 5)
    for entry in try scene.handOver(0, to: 1, at: moment).get() {
      scene.state.apply(entry, at: moment)
    }
    // A place in line is better than none, but not than the one Ben had: he keeps his turn.
    var record = try #require(scene.state.events["open"])
    #expect(record.seats.seat(of: 0) == .none && record.sentInstead(of: 0) == 1)
    #expect(record.seats.position(of: 1) == 1)
    let entries = try scene.handOver(1, to: 2, at: moment).get()
    for entry in entries { scene.state.apply(entry, at: moment) }
    record = try #require(scene.state.events["open"])
    #expect(record.seats.seat(of: 1) == .none && record.sentInstead(of: 1) == 2)
    #expect(record.seats.seat(of: 2) == .seated && record.seats.seatedCount == 2)
    #expect(
      Set(entries.suffix(2)) == [
        .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [1]),
        .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [2]),
      ])
  }

  @Test("an invitation that was asked for opens for two weeks, and for good once answered")
  func expiry() throws {
    var scene = try Scene()
    for entry in try scene.ask(3, over: 0).get() { scene.state.apply(entry, at: Self.now) }
    let late = Self.now.adding(seconds: 14 * 86_400)
    #expect(scene.state.events["open"]?.isExpired(3, now: late.adding(seconds: -1)) == false)
    #expect(scene.state.events["open"]?.isExpired(3, now: late) == true)
    #expect(scene.state.events["open"]?.isExpired(0, now: late) == false)
    try scene.say(3, .no, at: Self.now)
    #expect(scene.state.events["open"]?.isExpired(3, now: late) == false)
  }

  @Test("one link brings in ten people a day, whatever is asked for them")
  func limit() throws {
    var scene = try Scene()
    try scene.say(0, .yes, at: Self.now)
    for index in 0..<10 {
      let person = scene.state.people.number("stranger-\(index)")
      scene.state.apply(
        .colleagueAsked(event: "open", person: person, profile: nil, by: 0), at: Self.now)
    }
    #expect(try scene.ask(3, over: 0) == .failure(.tooMany))
    #expect(try scene.handOver(0, to: 3) == .failure(.tooMany))
    #expect(throws: Never.self) { try scene.ask(3, over: 1).get() }
    let tomorrow = Self.now.adding(seconds: 86_400)
    #expect(throws: Never.self) { try scene.ask(3, over: 0, at: tomorrow).get() }
  }

  @Test("the journal's lines give the same state again")
  func replay() throws {
    var paper = PaperJournal()
    var scene = try Scene(capacity: 2)
    paper.state = scene.state
    func play(_ entries: [Entry], at: Instant) {
      paper.record(entries, at: at)
      scene.state = paper.state
    }
    play(
      try Decide.answer(
        Answer(choice: .yes, via: "link"), of: 0, organisation: 0, to: scene.event, scene.state,
        hours: .always(in: .utc), now: Self.now
      ).get(), at: Self.now)
    play(try scene.ask(3, over: 1).get(), at: Self.now.adding(seconds: 1))
    play(
      try scene.handOver(0, to: 3, at: Self.now.adding(seconds: 2)).get(),
      at: Self.now.adding(seconds: 2))
    #expect(paper.lines.count { $0.type == "rsvp.handed_over" } == 1)
    #expect(paper.lines.count { $0.type.hasPrefix("seat.") } == 0)
    #expect(description(of: try paper.replayed()) == description(of: paper.state))
  }
}
