import Domain
import Planning
import State
import Testing

@Suite struct DueQueueTests {
  private let tuesday = "2027-05-04T09:30:00"

  /// A due queue at work on a scene: what it hands out is sent and accepted.
  private struct Engine {
    var scene: Scene
    var dueQueue: DueQueue
    var late: [MissedDelivery] = []

    init(_ scene: Scene) {
      self.scene = scene
      dueQueue = DueQueue(scene.policy)
    }

    mutating func advance(_ at: String) throws {
      late += dueQueue.advance(scene.state, now: try utc(at))
    }

    mutating func take(_ at: String) throws -> DeliveryKey? {
      dueQueue.take(scene.state, now: try utc(at))
    }

    mutating func send(_ key: DeliveryKey, _ at: String) throws {
      let at = try utc(at)
      scene.state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
      scene.state.apply(.sent(key, reply: "250"), at: at)
      dueQueue.settle(key, scene.state, now: at)
    }

    /// Everything that goes at that moment.
    mutating func sendAll(_ at: String) throws -> [String] {
      try advance(at)
      var sent: [String] = []
      while let key = try take(at) {
        try send(key, at)
        sent.append("\(key.step) \(key.person)")
      }
      return sent
    }
  }

  private func engine(
    people: Int = 3, _ steps: Step...,
    configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws -> Engine {
    Engine(try Scene(people: people, steps, configure: configure))
  }

  @Test("a clock that was set back passes the same moments again, and nobody is forgotten")
  func setBack() throws {
    var engine = try engine(step("invitation", .audience, tuesday))
    // Outside sending hours everybody waits for the next morning; then it is noon again.
    try engine.advance("2027-05-04T21:00:00")
    #expect(
      try engine.sendAll("2027-05-04T12:00:00") == ["invitation 0", "invitation 1", "invitation 2"])

    engine = try self.engine(step("invitation", .audience, tuesday))
    // In the queue, and for a blink not due any more.
    try engine.advance(tuesday)
    #expect(try engine.take("2027-05-04T09:29:59") == nil)
    #expect(
      try engine.sendAll(tuesday).sorted() == ["invitation 0", "invitation 1", "invitation 2"])
  }

  @Test("each delivery is handed out once, from its moment on")
  func once() throws {
    var engine = try engine(step("invitation", .audience, tuesday))
    #expect(try engine.sendAll("2027-05-04T09:29:59") == [])
    #expect(
      engine.dueQueue.nextDelivery(engine.scene.state, now: try utc("2027-05-04T09:29:59"))
        == (try utc(tuesday)))
    #expect(try engine.sendAll(tuesday) == ["invitation 0", "invitation 1", "invitation 2"])
    #expect(try engine.sendAll(tuesday) == [])
    #expect(try engine.sendAll("2027-05-20T09:30:00") == [])
    #expect(engine.dueQueue.inFlightCount == 0)
  }

  @Test("what is in flight is not handed out again, and what came back is")
  func inFlight() throws {
    var engine = try engine(people: 1, step("invitation", .audience, tuesday))
    try engine.advance(tuesday)
    let key = try #require(try engine.take(tuesday))
    #expect(try engine.take(tuesday) == nil)
    engine.dueQueue.touch(Scene.eventID)
    try engine.advance(tuesday)
    #expect(try engine.take(tuesday) == nil)
    #expect(engine.dueQueue.inFlightKeys == [key])
    engine.dueQueue.settle(key, engine.scene.state, now: try utc(tuesday))
    #expect(try engine.take(tuesday) == key)
  }

  @Test("a new programme knows what is in flight under the one before")
  func replaced() throws {
    var engine = try engine(people: 2, step("invitation", .audience, tuesday))
    try engine.advance(tuesday)
    let key = try #require(try engine.take(tuesday))
    engine.dueQueue = DueQueue(engine.scene.policy, keeping: engine.dueQueue)
    #expect(try engine.sendAll(tuesday) == ["invitation 1"])
    try engine.send(key, tuesday)
    #expect(try engine.sendAll(tuesday) == [])
  }

  @Test("a no at the last second counts, before it is taken and before its last byte")
  func lastSecond() throws {
    var engine = try engine(people: 2, step("invitation", .audience, tuesday))
    try engine.advance(tuesday)
    try engine.scene.answer(.declined, 0, at: tuesday)
    let key = try #require(try engine.take(tuesday))
    #expect(key.person == 1)
    let now = try utc(tuesday)
    #expect(engine.dueQueue.isStillDue(key, engine.scene.state, now: now))
    engine.scene.state.apply(.unsubscribed(person: 1, kind: "*", via: ""), at: now)
    #expect(!engine.dueQueue.isStillDue(key, engine.scene.state, now: now))
    engine.dueQueue.settle(key, engine.scene.state, now: now)
    #expect(try engine.take(tuesday) == nil)
    #expect(!engine.dueQueue.isStillDue(key, engine.scene.state, now: now))
  }

  @Test("an answer makes a step due for its person at once")
  func touched() throws {
    var engine = try engine(
      people: 2, step("invitation", .audience, "2027-05-03T09:30:00"),
      step("practical", .attending, "2027-05-10T09:30:00"))
    #expect(try engine.sendAll("2027-05-03T09:30:00").count == 2)
    #expect(try engine.sendAll("2027-05-11T10:00:00") == [])
    try engine.scene.answer(.seated, 1, at: "2027-05-11T10:00:00")
    #expect(try engine.take("2027-05-11T10:00:00") == nil)
    _ = engine.dueQueue.touch(
      Scene.eventID, 1, engine.scene.state, now: try utc("2027-05-11T10:00:00"))
    #expect(try engine.sendAll("2027-05-11T10:00:00") == ["practical 1"])
  }

  @Test("per_minute is counted over a sliding minute, commitments and what is in flight alike")
  func perMinute() throws {
    var engine = try engine(people: 5, step("invitation", .audience, tuesday)) { programme, _ in
      programme.smtp.perMinute = 2
    }
    try engine.advance(tuesday)
    let first = try #require(try engine.take(tuesday))
    let second = try #require(try engine.take(tuesday))
    #expect(try engine.take(tuesday) == nil)
    try engine.send(first, tuesday)
    try engine.send(second, "2027-05-04T09:30:10")
    #expect(try engine.take("2027-05-04T09:30:59") == nil)
    #expect(
      engine.dueQueue.nextDelivery(engine.scene.state, now: try utc("2027-05-04T09:30:59"))
        == (try utc("2027-05-04T09:31:00")))
    #expect(try engine.sendAll("2027-05-04T09:31:00") == ["invitation 2"])
    #expect(try engine.sendAll("2027-05-04T09:31:10") == ["invitation 3"])
    #expect(try engine.sendAll("2027-05-04T09:32:00") == ["invitation 4"])
  }

  @Test("what is owed goes at night, before what is timed, oldest first")
  func owed() throws {
    var engine = try engine(
      step("invitation", .audience, tuesday), step("confirmation", on: .rsvp))
    let night = "2027-05-04T03:00:00"
    engine.scene.state.apply(
      .occurred(event: Scene.eventID, kind: .rsvp, steps: ["confirmation"], people: [2, 1]),
      at: try utc(night))
    #expect(try engine.sendAll(night) == ["confirmation 2", "confirmation 1"])
    engine.scene.state.apply(
      .occurred(event: Scene.eventID, kind: .rsvp, steps: ["confirmation"], people: [0]),
      at: try utc(tuesday))
    #expect(try engine.sendAll(tuesday).first == "confirmation 0")
  }

  @Test("an owed mail that was put off is known as the next moment")
  func owedRetry() throws {
    var engine = try engine(step("confirmation", on: .rsvp))
    let night = try utc("2027-05-04T03:00:00")
    engine.scene.state.apply(
      .occurred(event: Scene.eventID, kind: .rsvp, steps: ["confirmation"], people: [1]), at: night)
    let taken = engine.dueQueue.take(engine.scene.state, now: night)
    let key = try #require(taken)
    let next = night.adding(seconds: 300)
    engine.scene.state.apply(
      .deferred(key, date: night, count: 1, next: next, reply: "451"), at: night)
    engine.dueQueue.settle(key, engine.scene.state, now: night)
    #expect(engine.dueQueue.take(engine.scene.state, now: night) == nil)
    _ = engine.dueQueue.advance(engine.scene.state, now: night)
    #expect(engine.dueQueue.nextDelivery(engine.scene.state, now: night) == next)
    #expect(engine.dueQueue.take(engine.scene.state, now: next) == key)
  }

  @Test("who waits for min_gap is looked at when it ends")
  func alarm() throws {
    var engine = try engine(
      people: 1, step("invitation", .audience, tuesday),
      step("reminder", .silent, "2027-05-05T09:30:00"))
    #expect(try engine.sendAll(tuesday) == ["invitation 0"])
    #expect(try engine.sendAll("2027-05-05T09:30:00") == [])
    let after = try utc("2027-05-05T09:30:00")
    #expect(
      engine.dueQueue.nextDelivery(engine.scene.state, now: after)
        == (try utc("2027-05-07T09:30:00"))
    )
    #expect(try engine.sendAll("2027-05-07T09:29:59") == [])
    #expect(try engine.sendAll("2027-05-07T09:30:00") == ["reminder 0"])
  }

  @Test("a step for more people than confirm_over is held whole until it is released")
  func confirmOver() throws {
    var engine = try engine(people: 3, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    let scope = Scope(event: Scene.eventID, step: "invitation")
    #expect(try engine.sendAll(tuesday) == [])
    #expect(engine.dueQueue.unconfirmed == [scope: 3])
    let key = DeliveryKey(event: Scene.eventID, step: "invitation", person: 0)
    let verdict = engine.dueQueue.verdict(key, engine.scene.state, now: try utc(tuesday))
    #expect(verdict.word == "held" && verdict.why.contains("convoke release"))
    let plan = engine.scene.policy.plan(engine.scene.state, now: try utc(tuesday))
    #expect(plan.map(\.state) == ["held"])
    engine.scene.state.apply(.released(scope), at: try utc(tuesday))
    engine.dueQueue.touch(Scene.eventID)
    #expect(try engine.sendAll(tuesday).count == 3)
  }

  @Test("who comes to a step late may be the one too many for confirm_over", arguments: [2, 3])
  func confirmLate(_ most: Int) throws {
    var engine = try engine(step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = most
    }
    try engine.scene.answer(.declined, 2, at: "2027-05-03T09:00:00")
    #expect(try engine.sendAll(tuesday) == ["invitation 0", "invitation 1"])
    try engine.scene.answer(.undecided, 2, at: "2027-05-04T09:00:00")
    let now = "2027-05-04T10:00:00"
    _ = engine.dueQueue.touch(Scene.eventID, 2, engine.scene.state, now: try utc(now))
    #expect(try engine.sendAll(now) == (most == 2 ? [] : ["invitation 2"]))
    let scope = Scope(event: Scene.eventID, step: "invitation")
    #expect(engine.dueQueue.unconfirmed == (most == 2 ? [scope: 3] : [:]))
    engine.scene.state.apply(.released(scope), at: try utc(now))
    engine.dueQueue.touch(Scene.eventID)
    #expect(try engine.sendAll(now) == (most == 2 ? ["invitation 2"] : []))
  }

  @Test("who got a step and left the roster counts for confirm_over all the same")
  func confirmLeft() throws {
    var engine = try engine(people: 2, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    #expect(try engine.sendAll(tuesday).count == 2)
    var programme = engine.scene.programme
    programme.people = Roster(
      try ["p1", "p2"].map {
        Person(id: $0, email: try MailAddress("\($0)@b.example"), tags: ["partner"])
      })
    engine = Engine(try Scene(programme, state: engine.scene.state))
    #expect(try engine.sendAll("2027-05-04T10:00:00") == [])
    #expect(
      engine.dueQueue.unconfirmed == [Scope(event: Scene.eventID, step: "invitation"): 3])
    #expect(
      engine.dueQueue.policy.plan(engine.scene.state, now: try utc(tuesday)).map(\.state) == [
        "held"
      ])
  }

  @Test("who falls away leaves room for another below confirm_over")
  func confirmChange() throws {
    var engine = try engine(step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    try engine.scene.answer(.declined, 2, at: "2027-05-03T09:00:00")
    try engine.advance(tuesday)
    try engine.scene.answer(.declined, 1, at: tuesday)
    try engine.scene.answer(.undecided, 2, at: "2027-05-04T09:00:00")
    for person: Int32 in [1, 2] {
      _ = engine.dueQueue.touch(Scene.eventID, person, engine.scene.state, now: try utc(tuesday))
    }
    #expect(try engine.sendAll(tuesday) == ["invitation 0", "invitation 2"])
  }

  @Test("a step that waits for a release goes when so many fell away that it needs none")
  func confirmFewer() throws {
    var engine = try engine(people: 3, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    #expect(try engine.sendAll(tuesday) == [])
    #expect(engine.dueQueue.unconfirmed.values.map(\.self) == [3])
    let now = "2027-05-04T10:00:00"
    try engine.scene.answer(.declined, 1, at: now)
    _ = engine.dueQueue.touch(Scene.eventID, 1, engine.scene.state, now: try utc(now))
    #expect(engine.dueQueue.unconfirmed == [:])
    #expect(try engine.dueQueue.next(engine.scene.state, now: utc(now)) <= utc(now))
    #expect(try engine.sendAll(now) == ["invitation 0", "invitation 2"])
  }

  @Test("nobody goes by a programme that was not counted yet")
  func confirmFirst() throws {
    var engine = try engine(people: 3, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    let now = try utc(tuesday)
    _ = engine.dueQueue.touch(Scene.eventID, 1, engine.scene.state, now: now)
    #expect(engine.dueQueue.take(engine.scene.state, now: now) == nil)
    #expect(engine.dueQueue.next(engine.scene.state, now: now) <= now)
    #expect(try engine.sendAll(tuesday) == [])
  }

  @Test("as many people as confirm_over allows need no release", arguments: [(2, 2), (3, 0)])
  func confirmEnough(_ people: Int, _ most: Int) throws {
    var engine = try engine(people: people, step("invitation", .audience, tuesday)) {
      programme, _ in programme.send.confirmOver = most
    }
    #expect(try engine.sendAll(tuesday).count == people)
  }

  @Test("a hold stops a step, its release lets it go")
  func hold() throws {
    var engine = try engine(people: 2, step("invitation", .audience, tuesday))
    let scope = Scope(event: Scene.eventID, step: "invitation", person: 0)
    engine.scene.state.apply(.held(scope, why: "x"), at: try utc(tuesday))
    #expect(try engine.sendAll(tuesday) == ["invitation 1"])
    engine.scene.state.apply(.released(scope), at: try utc(tuesday))
    engine.dueQueue.touch(Scene.eventID)
    #expect(try engine.sendAll(tuesday) == ["invitation 0"])
  }

  @Test("what is too late is reported with its reason, and only until it is recorded")
  func late() throws {
    var engine = try engine(people: 2, step("invitation", .audience, tuesday))
    try engine.advance("2027-06-17T14:00:01")
    #expect(Set(engine.late.map(\.key.person)) == [0, 1])
    #expect(Set(engine.late.map(\.why)) == ["its moment had passed"])
    let at = try utc("2027-06-17T14:00:01")
    engine.scene.state.apply(
      .missed(event: Scene.eventID, step: "invitation", people: [0, 1], occurrence: 0, why: ""),
      at: at)
    engine.late = []
    engine.dueQueue.touch(Scene.eventID)
    try engine.advance("2027-06-17T14:00:02")
    #expect(engine.late == [])
  }

  @Test("what a sent mail makes too late is reported by the next look, not forgotten")
  func lateBySending() throws {
    var engine = try engine(
      people: 1, step("invitation", .audience, "2027-06-16T09:30:00"),
      step("reminder", .silent, "2027-06-16T10:00:00"))
    try engine.advance("2027-06-16T09:59:59")
    let key = try #require(try engine.take("2027-06-16T09:59:59"))
    try engine.advance("2027-06-16T10:00:00")
    try engine.send(key, "2027-06-16T10:00:00")
    #expect(
      engine.dueQueue.nextDelivery(engine.scene.state, now: try utc("2027-06-16T10:00:00"))
        <= (try utc("2027-06-16T10:00:01")))
    try engine.advance("2027-06-16T10:00:01")
    #expect(engine.late.map(\.key.step) == ["reminder"])
  }

  @Test("a step moved earlier goes at once, a step moved later waits")
  func moved() throws {
    var engine = try engine(people: 1, step("invitation", .audience, "2027-05-18T09:30:00"))
    #expect(try engine.sendAll(tuesday) == [])
    var next = engine.scene.programme
    next.events[0].steps = [try step("invitation", .audience, "2027-05-03T09:30:00")]
    engine.scene = try Scene(next, state: engine.scene.state)
    engine.dueQueue = DueQueue(engine.scene.policy, keeping: engine.dueQueue)
    #expect(try engine.sendAll(tuesday) == ["invitation 0"])
    next.events[0].steps = [try step("invitation", .audience, "2027-05-25T09:30:00")]
    engine.scene = try Scene(next, state: engine.scene.state)
    engine.dueQueue = DueQueue(engine.scene.policy, keeping: engine.dueQueue)
    #expect(try engine.sendAll("2027-05-25T09:30:00") == [])
  }
}
