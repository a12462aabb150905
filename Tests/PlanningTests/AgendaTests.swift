import Domain
import Planning
import State
import Testing

@Suite struct AgendaTests {
  private let tuesday = "2027-05-04T09:30:00"

  /// An agenda at work on a scene: what it hands out is sent and accepted.
  private struct Office {
    var scene: Scene
    var agenda: Agenda
    var late: [Late] = []

    init(_ scene: Scene) {
      self.scene = scene
      agenda = Agenda(scene.judge)
    }

    mutating func advance(_ at: String) throws {
      late += agenda.advance(scene.state, now: try utc(at))
    }

    mutating func take(_ at: String) throws -> DeliveryKey? {
      agenda.take(scene.state, now: try utc(at))
    }

    mutating func send(_ key: DeliveryKey, _ at: String) throws {
      let at = try utc(at)
      scene.state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
      scene.state.apply(.sent(key, reply: "250"), at: at)
      agenda.settle(key, scene.state, now: at)
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

  private func office(
    people: Int = 3, _ steps: Step...,
    configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws -> Office {
    Office(try Scene(people: people, steps, configure: configure))
  }

  @Test("a clock that was set back passes the same moments again, and nobody is forgotten")
  func setBack() throws {
    var office = try office(step("invitation", .audience, tuesday))
    // Outside sending hours everybody waits for the next morning; then it is noon again.
    try office.advance("2027-05-04T21:00:00")
    #expect(
      try office.sendAll("2027-05-04T12:00:00") == ["invitation 0", "invitation 1", "invitation 2"])

    office = try self.office(step("invitation", .audience, tuesday))
    // In the queue, and for a blink not due any more.
    try office.advance(tuesday)
    #expect(try office.take("2027-05-04T09:29:59") == nil)
    #expect(
      try office.sendAll(tuesday).sorted() == ["invitation 0", "invitation 1", "invitation 2"])
  }

  @Test("each delivery is handed out once, from its moment on")
  func once() throws {
    var office = try office(step("invitation", .audience, tuesday))
    #expect(try office.sendAll("2027-05-04T09:29:59") == [])
    #expect(
      office.agenda.nextDelivery(office.scene.state, now: try utc("2027-05-04T09:29:59"))
        == (try utc(tuesday)))
    #expect(try office.sendAll(tuesday) == ["invitation 0", "invitation 1", "invitation 2"])
    #expect(try office.sendAll(tuesday) == [])
    #expect(try office.sendAll("2027-05-20T09:30:00") == [])
    #expect(office.agenda.inFlightCount == 0)
  }

  @Test("what is in flight is not handed out again, and what came back is")
  func inFlight() throws {
    var office = try office(people: 1, step("invitation", .audience, tuesday))
    try office.advance(tuesday)
    let key = try #require(try office.take(tuesday))
    #expect(try office.take(tuesday) == nil)
    office.agenda.touch(Scene.eventID)
    try office.advance(tuesday)
    #expect(try office.take(tuesday) == nil)
    #expect(office.agenda.inFlightKeys == [key])
    office.agenda.settle(key, office.scene.state, now: try utc(tuesday))
    #expect(try office.take(tuesday) == key)
  }

  @Test("a new programme knows what is in flight under the one before")
  func replaced() throws {
    var office = try office(people: 2, step("invitation", .audience, tuesday))
    try office.advance(tuesday)
    let key = try #require(try office.take(tuesday))
    office.agenda = Agenda(office.scene.judge, keeping: office.agenda)
    #expect(try office.sendAll(tuesday) == ["invitation 1"])
    try office.send(key, tuesday)
    #expect(try office.sendAll(tuesday) == [])
  }

  @Test("a no at the last second counts, before it is taken and before its last byte")
  func lastSecond() throws {
    var office = try office(people: 2, step("invitation", .audience, tuesday))
    try office.advance(tuesday)
    try office.scene.answer(.declined, 0, at: tuesday)
    let key = try #require(try office.take(tuesday))
    #expect(key.person == 1)
    let now = try utc(tuesday)
    #expect(office.agenda.isStillDue(key, office.scene.state, now: now))
    office.scene.state.apply(.unsubscribed(person: 1, kind: "*", via: ""), at: now)
    #expect(!office.agenda.isStillDue(key, office.scene.state, now: now))
    office.agenda.settle(key, office.scene.state, now: now)
    #expect(try office.take(tuesday) == nil)
    #expect(!office.agenda.isStillDue(key, office.scene.state, now: now))
  }

  @Test("an answer makes a step due for its person at once")
  func touched() throws {
    var office = try office(
      people: 2, step("invitation", .audience, "2027-05-03T09:30:00"),
      step("practical", .attending, "2027-05-10T09:30:00"))
    #expect(try office.sendAll("2027-05-03T09:30:00").count == 2)
    #expect(try office.sendAll("2027-05-11T10:00:00") == [])
    try office.scene.answer(.seated, 1, at: "2027-05-11T10:00:00")
    #expect(try office.take("2027-05-11T10:00:00") == nil)
    _ = office.agenda.touch(
      Scene.eventID, 1, office.scene.state, now: try utc("2027-05-11T10:00:00"))
    #expect(try office.sendAll("2027-05-11T10:00:00") == ["practical 1"])
  }

  @Test("per_minute is counted over a sliding minute, commitments and what is in flight alike")
  func perMinute() throws {
    var office = try office(people: 5, step("invitation", .audience, tuesday)) { programme, _ in
      programme.smtp.perMinute = 2
    }
    try office.advance(tuesday)
    let first = try #require(try office.take(tuesday))
    let second = try #require(try office.take(tuesday))
    #expect(try office.take(tuesday) == nil)
    try office.send(first, tuesday)
    try office.send(second, "2027-05-04T09:30:10")
    #expect(try office.take("2027-05-04T09:30:59") == nil)
    #expect(
      office.agenda.nextDelivery(office.scene.state, now: try utc("2027-05-04T09:30:59"))
        == (try utc("2027-05-04T09:31:00")))
    #expect(try office.sendAll("2027-05-04T09:31:00") == ["invitation 2"])
    #expect(try office.sendAll("2027-05-04T09:31:10") == ["invitation 3"])
    #expect(try office.sendAll("2027-05-04T09:32:00") == ["invitation 4"])
  }

  @Test("what is owed goes at night, before what is timed, oldest first")
  func owed() throws {
    var office = try office(
      step("invitation", .audience, tuesday), step("confirmation", on: .rsvp))
    let night = "2027-05-04T03:00:00"
    office.scene.state.apply(
      .occurred(event: Scene.eventID, kind: .rsvp, steps: ["confirmation"], people: [2, 1]),
      at: try utc(night))
    #expect(try office.sendAll(night) == ["confirmation 2", "confirmation 1"])
    office.scene.state.apply(
      .occurred(event: Scene.eventID, kind: .rsvp, steps: ["confirmation"], people: [0]),
      at: try utc(tuesday))
    #expect(try office.sendAll(tuesday).first == "confirmation 0")
  }

  @Test("an owed mail that was put off is known as the next moment")
  func owedRetry() throws {
    var office = try office(step("confirmation", on: .rsvp))
    let night = try utc("2027-05-04T03:00:00")
    office.scene.state.apply(
      .occurred(event: Scene.eventID, kind: .rsvp, steps: ["confirmation"], people: [1]), at: night)
    let taken = office.agenda.take(office.scene.state, now: night)
    let key = try #require(taken)
    let next = night.adding(seconds: 300)
    office.scene.state.apply(
      .deferred(key, date: night, count: 1, next: next, reply: "451"), at: night)
    office.agenda.settle(key, office.scene.state, now: night)
    #expect(office.agenda.take(office.scene.state, now: night) == nil)
    _ = office.agenda.advance(office.scene.state, now: night)
    #expect(office.agenda.nextDelivery(office.scene.state, now: night) == next)
    #expect(office.agenda.take(office.scene.state, now: next) == key)
  }

  @Test("who waits for min_gap is looked at when it ends")
  func alarm() throws {
    var office = try office(
      people: 1, step("invitation", .audience, tuesday),
      step("reminder", .silent, "2027-05-05T09:30:00"))
    #expect(try office.sendAll(tuesday) == ["invitation 0"])
    #expect(try office.sendAll("2027-05-05T09:30:00") == [])
    let after = try utc("2027-05-05T09:30:00")
    #expect(
      office.agenda.nextDelivery(office.scene.state, now: after) == (try utc("2027-05-07T09:30:00"))
    )
    #expect(try office.sendAll("2027-05-07T09:29:59") == [])
    #expect(try office.sendAll("2027-05-07T09:30:00") == ["reminder 0"])
  }

  @Test("a step for more people than confirm_over is held whole until it is released")
  func confirmOver() throws {
    var office = try office(people: 3, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    let scope = Scope(event: Scene.eventID, step: "invitation")
    #expect(try office.sendAll(tuesday) == [])
    #expect(office.agenda.unconfirmed == [scope: 3])
    let key = DeliveryKey(event: Scene.eventID, step: "invitation", person: 0)
    let verdict = office.agenda.verdict(key, office.scene.state, now: try utc(tuesday))
    #expect(verdict.word == "held" && verdict.why.contains("convoke release"))
    let plan = office.scene.judge.plan(office.scene.state, now: try utc(tuesday))
    #expect(plan.map(\.state) == ["held"])
    office.scene.state.apply(.released(scope), at: try utc(tuesday))
    office.agenda.touch(Scene.eventID)
    #expect(try office.sendAll(tuesday).count == 3)
  }

  @Test("who comes to a step late may be the one too many for confirm_over", arguments: [2, 3])
  func confirmLate(_ most: Int) throws {
    var office = try office(step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = most
    }
    try office.scene.answer(.declined, 2, at: "2027-05-03T09:00:00")
    #expect(try office.sendAll(tuesday) == ["invitation 0", "invitation 1"])
    try office.scene.answer(.undecided, 2, at: "2027-05-04T09:00:00")
    let now = "2027-05-04T10:00:00"
    _ = office.agenda.touch(Scene.eventID, 2, office.scene.state, now: try utc(now))
    #expect(try office.sendAll(now) == (most == 2 ? [] : ["invitation 2"]))
    let scope = Scope(event: Scene.eventID, step: "invitation")
    #expect(office.agenda.unconfirmed == (most == 2 ? [scope: 3] : [:]))
    office.scene.state.apply(.released(scope), at: try utc(now))
    office.agenda.touch(Scene.eventID)
    #expect(try office.sendAll(now) == (most == 2 ? ["invitation 2"] : []))
  }

  @Test("who got a step and left the roster counts for confirm_over all the same")
  func confirmLeft() throws {
    var office = try office(people: 2, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    #expect(try office.sendAll(tuesday).count == 2)
    var programme = office.scene.programme
    programme.people = Roster(
      try ["p1", "p2"].map {
        Person(id: $0, email: try MailAddress("\($0)@b.example"), tags: ["partner"])
      })
    office = Office(try Scene(programme, state: office.scene.state))
    #expect(try office.sendAll("2027-05-04T10:00:00") == [])
    #expect(
      office.agenda.unconfirmed == [Scope(event: Scene.eventID, step: "invitation"): 3])
    #expect(
      office.agenda.judge.plan(office.scene.state, now: try utc(tuesday)).map(\.state) == ["held"])
  }

  @Test("who falls away leaves room for another below confirm_over")
  func confirmChange() throws {
    var office = try office(step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    try office.scene.answer(.declined, 2, at: "2027-05-03T09:00:00")
    try office.advance(tuesday)
    try office.scene.answer(.declined, 1, at: tuesday)
    try office.scene.answer(.undecided, 2, at: "2027-05-04T09:00:00")
    for person: Int32 in [1, 2] {
      _ = office.agenda.touch(Scene.eventID, person, office.scene.state, now: try utc(tuesday))
    }
    #expect(try office.sendAll(tuesday) == ["invitation 0", "invitation 2"])
  }

  @Test("a step that waits for a release goes when so many fell away that it needs none")
  func confirmFewer() throws {
    var office = try office(people: 3, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    #expect(try office.sendAll(tuesday) == [])
    #expect(office.agenda.unconfirmed.values.map(\.self) == [3])
    let now = "2027-05-04T10:00:00"
    try office.scene.answer(.declined, 1, at: now)
    _ = office.agenda.touch(Scene.eventID, 1, office.scene.state, now: try utc(now))
    #expect(office.agenda.unconfirmed == [:])
    #expect(try office.agenda.next(office.scene.state, now: utc(now)) <= utc(now))
    #expect(try office.sendAll(now) == ["invitation 0", "invitation 2"])
  }

  @Test("nobody goes by a programme that was not counted yet")
  func confirmFirst() throws {
    var office = try office(people: 3, step("invitation", .audience, tuesday)) { programme, _ in
      programme.send.confirmOver = 2
    }
    let now = try utc(tuesday)
    _ = office.agenda.touch(Scene.eventID, 1, office.scene.state, now: now)
    #expect(office.agenda.take(office.scene.state, now: now) == nil)
    #expect(office.agenda.next(office.scene.state, now: now) <= now)
    #expect(try office.sendAll(tuesday) == [])
  }

  @Test("as many people as confirm_over allows need no release", arguments: [(2, 2), (3, 0)])
  func confirmEnough(_ people: Int, _ most: Int) throws {
    var office = try office(people: people, step("invitation", .audience, tuesday)) {
      programme, _ in programme.send.confirmOver = most
    }
    #expect(try office.sendAll(tuesday).count == people)
  }

  @Test("a hold stops a step, its release lets it go")
  func hold() throws {
    var office = try office(people: 2, step("invitation", .audience, tuesday))
    let scope = Scope(event: Scene.eventID, step: "invitation", person: 0)
    office.scene.state.apply(.held(scope, why: "x"), at: try utc(tuesday))
    #expect(try office.sendAll(tuesday) == ["invitation 1"])
    office.scene.state.apply(.released(scope), at: try utc(tuesday))
    office.agenda.touch(Scene.eventID)
    #expect(try office.sendAll(tuesday) == ["invitation 0"])
  }

  @Test("what is too late is reported with its reason, and only until it is recorded")
  func late() throws {
    var office = try office(people: 2, step("invitation", .audience, tuesday))
    try office.advance("2027-06-17T14:00:01")
    #expect(Set(office.late.map(\.key.person)) == [0, 1])
    #expect(Set(office.late.map(\.why)) == ["its moment had passed"])
    let at = try utc("2027-06-17T14:00:01")
    office.scene.state.apply(
      .missed(event: Scene.eventID, step: "invitation", people: [0, 1], occurrence: 0, why: ""),
      at: at)
    office.late = []
    office.agenda.touch(Scene.eventID)
    try office.advance("2027-06-17T14:00:02")
    #expect(office.late == [])
  }

  @Test("what a sent mail makes too late is reported by the next look, not forgotten")
  func lateBySending() throws {
    var office = try office(
      people: 1, step("invitation", .audience, "2027-06-16T09:30:00"),
      step("reminder", .silent, "2027-06-16T10:00:00"))
    try office.advance("2027-06-16T09:59:59")
    let key = try #require(try office.take("2027-06-16T09:59:59"))
    try office.advance("2027-06-16T10:00:00")
    try office.send(key, "2027-06-16T10:00:00")
    #expect(
      office.agenda.nextDelivery(office.scene.state, now: try utc("2027-06-16T10:00:00"))
        <= (try utc("2027-06-16T10:00:01")))
    try office.advance("2027-06-16T10:00:01")
    #expect(office.late.map(\.key.step) == ["reminder"])
  }

  @Test("a step moved earlier goes at once, a step moved later waits")
  func moved() throws {
    var office = try office(people: 1, step("invitation", .audience, "2027-05-18T09:30:00"))
    #expect(try office.sendAll(tuesday) == [])
    var next = office.scene.programme
    next.events[0].steps = [try step("invitation", .audience, "2027-05-03T09:30:00")]
    office.scene = try Scene(next, state: office.scene.state)
    office.agenda = Agenda(office.scene.judge, keeping: office.agenda)
    #expect(try office.sendAll(tuesday) == ["invitation 0"])
    next.events[0].steps = [try step("invitation", .audience, "2027-05-25T09:30:00")]
    office.scene = try Scene(next, state: office.scene.state)
    office.agenda = Agenda(office.scene.judge, keeping: office.agenda)
    #expect(try office.sendAll("2027-05-25T09:30:00") == [])
  }
}
