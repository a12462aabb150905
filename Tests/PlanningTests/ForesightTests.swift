import Domain
import Planning
import State
import Testing

/// The plan against the engine: a season in which nobody does anything goes as it was planned.
@Suite struct ForesightTests {
  private struct Line: Hashable, CustomStringConvertible {
    var at: Instant
    var event: String
    var step: String
    var people: [Int32]
    var description: String { "\(Zone.utc.local(at)) \(event) \(step) \(people)" }
  }

  private static let groups: [Step.Recipients] = [
    .audience, .audience, .silent, .silent, .attending, .maybe, .host,
  ]

  private func hour(_ number: Int) throws -> String {
    let start = try local("2027-06-04T00:00:00")
    return LocalDateTime(dayNumber: start.dayNumber + number / 24, hour: number % 24).description
  }

  /// One to three events with some history: answers, mails, somebody who unsubscribed.
  private func scene(_ dice: inout Dice) throws -> Scene {
    var scene = try Scene(people: 5, [])
    var programme = scene.programme
    let model = programme.events[0]
    programme.events = try (0..<dice.roll(1..<4)).map { number in
      var event = model
      event.id = number == 0 ? model.id : "e\(number)"
      event.answerBy = try utc(hour(dice.roll(150..<326)))
      event.steps = try (0..<dice.roll(1..<6)).map {
        try step("s\($0)", Self.groups[dice.roll(0..<Self.groups.count)], hour(dice.roll(0..<320)))
      }
      return event
    }
    programme.send.minGap = .hours([1, 24, 72][dice.roll(0..<3)])
    programme.send.perPersonPerWeek = [0, 0, 1, 2, 3][dice.roll(0..<5)]
    programme.send.confirmOver = [0, 2, 3][dice.roll(0..<3)]
    if dice.isHeads() { programme.send.hours = .always(in: .utc) }
    scene = try Scene(programme, state: scene.state)
    for person in 0..<Int32(5) where dice.roll(0..<3) == 0 {
      let place: SeatPlace = [.seated, .declined, .undecided][dice.roll(0..<3)]
      try scene.answer(place, person, at: "2027-06-03T12:00:00")
    }
    if dice.isHeads() {
      scene.state.apply(.unsubscribed(person: 4, kind: "*", via: ""), at: .distantPast)
    }
    return scene
  }

  /// What the due queue sends from `from` on, everything that `confirm_over` stops being let go.
  private func played(_ scene: Scene, from: Instant) throws -> [Line] {
    var state = scene.state
    var dueQueue = DueQueue(scene.policy)
    var sent: [String: Line] = [:]
    let end = try utc("2027-06-20T00:00:00")
    var now = from
    while now < end {
      var isQuiet = false
      while !isQuiet {
        isQuiet = true
        for entry in dueQueue.announce(state, now: now) { state.apply(entry, at: now) }
        for late in dueQueue.advance(state, now: now) {
          isQuiet = false
          state.apply(
            .missed(
              event: late.key.event, step: late.key.step, people: [late.key.person], occurrence: 0,
              why: late.why), at: now)
        }
        for scope in dueQueue.unconfirmed.keys where !state.released.contains(scope) {
          isQuiet = false
          state.apply(.released(scope), at: now)
          // What is let go does not stand behind what was not held.
          dueQueue.reset()
        }
        if !isQuiet { continue }
        while let key = dueQueue.take(state, now: now) {
          isQuiet = false
          state.apply(.committed(key, email: "", messageID: "", date: now), at: now)
          state.apply(.sent(key, reply: "250"), at: now)
          dueQueue.settle(key, state, now: now)
          // What hosts are told is not in the plan.
          if key.occurrence != 0 { continue }
          let name = "\(key.event) \(key.step)"
          var line = sent[name] ?? Line(at: now, event: key.event, step: key.step, people: [])
          line.people.append(key.person)
          sent[name] = line
        }
      }
      now = max(dueQueue.next(state, now: now), now.adding(seconds: 1))
    }
    return sent.values.map { line in
      var line = line
      line.people.sort()
      return line
    }
  }

  @Test("what is planned is what is sent when nobody does anything", arguments: 0..<150)
  func foresight(_ seed: UInt64) throws {
    var dice = Dice(state: seed)
    let scene = try scene(&dice)
    let from = try utc(hour(dice.roll(0..<250)))
    let plan = scene.policy.plan(scene.state, now: from, listing: true).map {
      Line(at: $0.at, event: $0.event, step: $0.step, people: $0.people.sorted())
    }
    let story = scene.policy.schedules.map { schedule in
      "\(schedule.event.id): "
        + schedule.timed.map { "\($0.step.name) \($0.step.to) \(Zone.utc.local($0.due))" }
        .joined(separator: ", ")
    }
    let send = scene.programme.send
    let sent = Set(try played(scene, from: from))
    #expect(
      Set(plan) == sent,
      "planned \(Set(plan).subtracting(sent)), sent \(sent.subtracting(plan)): \(story) from \(Zone.utc.local(from)), week \(send.perPersonPerWeek), gap \(send.minGap)"
    )
    for line in scene.policy.plan(scene.state, now: from, listing: true) {
      #expect(line.count == line.people.count)
    }
  }

  private func season(_ confirmOver: Int = 0) throws -> Scene {
    try Scene(
      people: 4,
      [
        step("invitation", .audience, "2027-05-04T09:30:00"),
        step("reminder", .silent, "2027-06-01T09:30:00"),
        step("practical", .attending, "2027-06-15T09:30:00"),
        Step(
          name: "thanks", trigger: .at(.local(try local("2027-06-18T10:00:00"))), to: .attending,
          until: .moment(.local(try local("2027-07-08T18:00:00"))), onDoubt: .next),
      ]
    ) { programme, _ in programme.send.confirmOver = confirmOver }
  }

  private func lines(_ scene: Scene, at: String) throws -> [String] {
    scene.policy.plan(scene.state, now: try utc(at)).map { line in
      "\(Zone.utc.local(line.at)) \(line.step) \(line.count) \(line.state)"
        + (line.why.isEmpty ? "" : ": \(line.why)")
    }
  }

  @Test("a reminder is planned before its invitation has gone, what follows a yes once it is given")
  func wholeSeason() throws {
    var scene = try season()
    let first = [
      "2027-05-04T09:30:00 invitation 4 waiting", "2027-06-01T09:30:00 reminder 4 waiting",
    ]
    #expect(try lines(scene, at: "2027-04-01T12:00:00") == first)
    try scene.answer(.seated, 2, at: "2027-05-01T12:00:00")
    #expect(
      try lines(scene, at: "2027-05-02T12:00:00") == [
        "2027-05-04T09:30:00 invitation 4 waiting", "2027-06-01T09:30:00 reminder 3 waiting",
        "2027-06-15T09:30:00 practical 1 waiting", "2027-06-18T10:00:00 thanks 1 waiting",
      ])
  }

  @Test("what is held is shown as held, and what follows it as if it were let go")
  func held() throws {
    var scene = try season()
    scene.state.apply(
      .held(Scope(event: Scene.eventID, step: "invitation"), why: "a typo"),
      at: try utc("2027-04-01")
    )
    #expect(
      try lines(scene, at: "2027-05-05T20:00:00") == [
        "2027-05-06T08:30:00 invitation 4 held: a typo", "2027-06-01T09:30:00 reminder 4 waiting",
      ])
  }

  @Test("confirm_over counts in the plan as the agenda will count, those who have it included")
  func confirm() throws {
    var scene = try season(3)
    let released = Scope(event: Scene.eventID, step: "invitation")
    #expect(
      try lines(scene, at: "2027-04-01T12:00:00") == [
        "2027-05-04T09:30:00 invitation 4 held: over 3: convoke release",
        "2027-06-01T09:30:00 reminder 4 held: over 3: convoke release",
      ])
    scene.state.apply(.released(released), at: try utc("2027-05-04T09:00:00"))
    for person in Int32(0)..<4 {
      try scene.mail("invitation", person, at: "2027-05-04T09:30:00")
    }
    try scene.mail("reminder", 0, at: "2027-06-01T09:30:00")
    #expect(
      try lines(scene, at: "2027-06-01T09:31:00") == [
        "2027-06-01T09:31:00 reminder 3 held: over 3: convoke release"
      ])
    try scene.answer(.declined, 1, at: "2027-06-01T09:31:00")
    #expect(
      try lines(scene, at: "2027-06-01T09:32:00") == ["2027-06-01T09:32:00 reminder 2 waiting"])
  }

  @Test("an edit is planned as a mail to those who were told the old date, once it has stood")
  func revision() throws {
    let before = try Scene(
      people: 4,
      [
        step("invitation", .audience, "2027-05-04T09:30:00"),
        step("reminder", .silent, "2027-05-13T09:30:00"), step("moved", on: .rescheduled),
      ])
    var scene = before
    for person in Int32(0)..<3 {
      try scene.mail("invitation", person, at: "2027-05-04T09:30:00")
    }
    try scene.answer(.declined, 0, at: "2027-05-05T10:00:00")
    scene.state.apply(.unsubscribed(person: 1, kind: "*", via: ""), at: try utc("2027-05-05"))
    let edit = RecordedFacts(
      EventFacts(
        starts: try local("2027-06-24T14:00:00"), ends: try local("2027-06-24T17:00:00"),
        zone: .utc))
    scene.state.apply(
      .eventChanged(event: Scene.eventID, facts: edit), at: try utc("2027-05-13T09:25:00"))
    #expect(
      try lines(scene, at: "2027-05-13T09:31:00") == [
        "2027-05-13T09:35:00 invitation 1 waiting", "2027-05-13T09:35:00 moved 1 waiting",
        "2027-05-13T09:35:00 reminder 1 waiting",
      ])
    #expect(
      try scene.fate("reminder", 2, at: "2027-05-13T09:31:00")
        == "waiting until 2027-05-13T09:35:00: an edit of the event has to stand for 10m")
  }
}
