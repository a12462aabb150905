import Domain
import Planning
import State
import Testing

/// `per_person_per_week`: at most so many timed mails to one person in seven days, over all events.
@Suite struct WeekTests {
  private let tuesday = "2027-05-04T09:30:00"

  /// An event for each of `ids`, invited to on Tuesday 4 May, the first with the latest
  /// `answer_by`.
  private func scene(_ most: Int, _ ids: [String] = ["a", "b", "c"]) throws -> Scene {
    let model = try Scene(people: 2, [step("invitation", .audience, tuesday)])
    var programme = model.programme
    programme.send.perPersonPerWeek = most
    programme.events = try ids.enumerated().map { number, id in
      var event = programme.events[0]
      event.id = id
      event.answerBy = try utc("2027-06-\(16 - number)T12:00:00")
      return event
    }
    return try Scene(programme, state: model.state)
  }

  private func fate(
    _ scene: Scene, _ event: String, _ step: String = "invitation", at: String
  )
    throws -> String
  {
    let schedule = try #require(scene.policy.schedules.first { $0.event.id == event })
    let index = try #require(schedule.timed.firstIndex { $0.step.name == step })
    return Scene.text(
      scene.policy.verdict(schedule, index, 0, scene.state, now: try utc(at)))
  }

  private func mail(_ scene: inout Scene, _ event: String, at: String) throws {
    let key = DeliveryKey(event: event, step: "invitation", person: 0)
    let at = try utc(at)
    scene.state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
    scene.state.apply(.sent(key, reply: "250"), at: at)
  }

  private let why = "per_person_per_week: 1 mails in seven days"

  private func take(_ dueQueue: inout DueQueue, _ scene: Scene, _ now: Instant) -> DeliveryKey? {
    dueQueue.take(scene.state, now: now)
  }

  @Test("of what is due the step nearest to its until goes first, and the others wait")
  func nearestFirst() throws {
    let scene = try scene(1)
    #expect(try fate(scene, "c", at: tuesday) == "due")
    #expect(try fate(scene, "b", at: tuesday) == "waiting until 2027-05-11T09:30:00: \(why)")
    #expect(try fate(scene, "a", at: tuesday).hasPrefix("waiting until"))
    let two = try self.scene(2)
    #expect(try fate(two, "b", at: tuesday) == "due")
    #expect(try fate(two, "a", at: tuesday).hasPrefix("waiting until"))
  }

  @Test("seven days after a mail there is room again, to the second")
  func slides() throws {
    var scene = try scene(1)
    try mail(&scene, "c", at: "2027-05-04T09:31:00")
    #expect(
      try fate(scene, "b", at: "2027-05-04T09:32:00") == "waiting until 2027-05-11T09:31:00: \(why)"
    )
    #expect(try fate(scene, "b", at: "2027-05-11T09:30:59").hasPrefix("waiting"))
    #expect(try fate(scene, "b", at: "2027-05-11T09:31:00") == "due")
    #expect(try fate(scene, "a", at: "2027-05-11T09:31:00").hasPrefix("waiting"))
  }

  @Test("another person's mails, and a limit of none, hinder nobody")
  func others() throws {
    var scene = try scene(1)
    try mail(&scene, "c", at: tuesday)
    let schedule = try #require(scene.policy.schedules.first { $0.event.id == "b" })
    let now = try utc("2027-05-04T09:32:00")
    #expect(scene.policy.verdict(schedule, 0, 1, scene.state, now: now).word == "waiting")
    var rest = scene
    rest.state.apply(
      .dropped(DeliveryKey(event: "c", step: "invitation", person: 1)), at: now)
    #expect(rest.policy.verdict(schedule, 0, 1, rest.state, now: now) == .due)
    #expect(try fate(try self.scene(0), "a", at: tuesday) == "due")
  }

  @Test("what cannot fit before its until is missed, but not what one attending must know")
  func tooLate() throws {
    var scene = try scene(1)
    try mail(&scene, "c", at: "2027-06-10T09:30:00")
    #expect(
      try fate(scene, "b", at: "2027-06-10T09:31:00")
        == "missed: \(why) would pass its last moment")
    let model = try Scene([step("practical", .attending, "2027-06-16T09:30:00")]) {
      programme, _ in programme.send.perPersonPerWeek = 1
    }
    var attending = model
    try attending.answer(.seated, at: tuesday)
    let at = try utc("2027-06-15T09:30:00")
    attending.state.apply(
      .committed(
        DeliveryKey(event: "other", step: "x", person: 0), email: "", messageID: "", date: at),
      at: at)
    #expect(try attending.fate("practical", at: "2027-06-16T09:30:00") == "due")
  }

  @Test("a rival that is held, or that nobody let go yet, takes no room")
  func stoppedRivals() throws {
    var scene = try scene(1)
    let scope = Scope(event: "c", step: "invitation")
    let schedule = try #require(scene.policy.schedules.first { $0.event.id == "b" })
    #expect(
      scene.policy.verdict(schedule, 0, 0, scene.state, now: try utc(tuesday), stopped: [scope])
        == .due)
    scene.state.apply(.held(scope, why: "x"), at: .distantPast)
    #expect(try fate(scene, "b", at: tuesday) == "due")
  }

  @Test("a step that turns out to need a release leaves the week to others")
  func stoppedLater() throws {
    var programme = try scene(1, ["a", "b"]).programme
    programme.send.confirmOver = 1
    var scene = try Scene(programme)
    scene.state.apply(.released(Scope(event: "a")), at: .distantPast)
    var dueQueue = DueQueue(scene.policy)
    let now = try utc(tuesday)
    // Looked at before b, whose invitation is nearer to its end and not yet counted.
    _ = dueQueue.advance(scene.state, now: now)
    #expect(dueQueue.unconfirmed.keys.map(\.event) == ["b"])
    _ = dueQueue.advance(scene.state, now: now)
    #expect(take(&dueQueue, scene, now)?.event == "a")
    #expect(take(&dueQueue, scene, now)?.event == "a")
    #expect(take(&dueQueue, scene, now) == nil)
  }

  @Test("a first mail that ends a rival leaves the week to others")
  func endedByFirstMail() throws {
    var programme = try scene(1, ["a", "b"]).programme
    programme.events[1].steps = [
      try step("nudge", .maybe, tuesday), step("confirmation", on: .rsvp),
    ]
    var scene = try Scene(programme)
    let now = try utc(tuesday)
    let place = SeatStanding(organisation: -1, guests: 0, place: .undecided, at: now)
    scene.state.apply(
      .answered(
        event: "b", fact: SeatFact(cause: .answered, person: 0, standing: place), words: [:],
        via: "link"), at: now)
    scene.state.apply(
      .occurred(event: "b", kind: .rsvp, steps: ["confirmation"], people: [0]), at: now)
    var dueQueue = DueQueue(scene.policy)
    let later = try utc("2027-05-04T09:40:00")
    _ = dueQueue.advance(scene.state, now: later)
    let key = try #require(take(&dueQueue, scene, later))
    #expect(key.step == "confirmation")
    scene.state.apply(.committed(key, email: "", messageID: "", date: later), at: later)
    scene.state.apply(.sent(key, reply: "250"), at: later)
    dueQueue.settle(key, scene.state, now: later)
    #expect(try fate(scene, "b", "nudge", at: "2027-05-04T09:40:00").hasPrefix("never"))
    var taken: [String] = []
    while let next = take(&dueQueue, scene, later) { taken.append("\(next.event) \(next.person)") }
    #expect(taken.sorted() == ["a 0", "a 1"])
  }

  @Test("when the mail that went before falls away, what waited goes at once")
  func fallsAway() throws {
    var scene = try scene(1, ["a", "b"])
    var dueQueue = DueQueue(scene.policy)
    let now = try utc(tuesday)
    _ = dueQueue.advance(scene.state, now: now)
    let first = try #require(take(&dueQueue, scene, now))
    #expect(first.event == "b")
    let second = try #require(take(&dueQueue, scene, now))
    #expect(second.event == "b" && second.person != first.person)
    #expect(take(&dueQueue, scene, now) == nil)
    scene.state.apply(.dropped(first), at: now)
    dueQueue.settle(first, scene.state, now: now)
    let next = try #require(take(&dueQueue, scene, now))
    #expect(next == DeliveryKey(event: "a", step: "invitation", person: first.person))
  }

  @Test("a mail to who has a seat goes behind what goes before it, and both go")
  func seatBehindRival() throws {
    var programme = try scene(1, ["a", "b"]).programme
    programme.events[0].steps = [
      try step("practical", .attending, tuesday, until: .answerBy)
    ]
    programme.events[0].answerBy = try utc("2027-05-08T12:00:00")
    programme.events[1].answerBy = try utc("2027-05-07T12:00:00")
    var scene = try Scene(programme)
    let place = SeatStanding(organisation: -1, guests: 0, place: .seated, at: .distantPast)
    scene.state.apply(
      .answered(
        event: "a", fact: SeatFact(cause: .answered, person: 0, standing: place), words: [:],
        via: "link"), at: .distantPast)
    let now = try utc(tuesday)
    #expect(try fate(scene, "a", "practical", at: tuesday).hasPrefix("waiting"))
    #expect(scene.policy.plan(scene.state, now: now).map(\.count) == [1, 2])
    var dueQueue = DueQueue(scene.policy)
    _ = dueQueue.advance(scene.state, now: now)
    var taken: [String] = []
    while let key = take(&dueQueue, scene, now) {
      if key.person == 0 { taken.append(key.event) }
      scene.state.apply(.committed(key, email: "", messageID: "", date: now), at: now)
      scene.state.apply(.sent(key, reply: "250"), at: now)
      dueQueue.settle(key, scene.state, now: now)
    }
    #expect(taken == ["b", "a"])
  }

  @Test("two steps of one event are never under way to one person at once")
  func oneAtATime() throws {
    let scene = try Scene(
      people: 1, [step("a", .audience, tuesday), step("b", .audience, tuesday)])
    var dueQueue = DueQueue(scene.policy)
    let now = try utc(tuesday)
    _ = dueQueue.advance(scene.state, now: now)
    let first = try #require(take(&dueQueue, scene, now))
    #expect(take(&dueQueue, scene, now) == nil)
    dueQueue.settle(first, scene.state, now: now)
    #expect(take(&dueQueue, scene, now) != nil)
  }
}
