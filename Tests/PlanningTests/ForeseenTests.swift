import Domain
import Planning
import State
import Testing

/// What a plan says of seats: a quorum that is decided, offers that run out.
@Suite struct ForeseenTests {
  private func lines(_ scene: Scene, at: String) throws -> [String] {
    scene.policy.plan(scene.state, now: try utc(at), listing: true).map {
      "\(Zone.utc.local($0.at)) \($0.step) \($0.people) \($0.why)".trimmed
    }
  }

  private func accepted(_ scene: Scene) throws -> Scene {
    var scene = scene
    scene.state.apply(
      .eventAccepted(event: Scene.eventID, facts: RecordedFacts(scene.schedule.event.facts)),
      at: try utc("2027-04-01T09:00:00"))
    return scene
  }

  private func short(_ quorum: Int) throws -> Scene {
    var scene = try accepted(
      Scene([
        step("invitation", .audience, "2027-05-04T09:30:00"),
        step("practical", .attending, "2027-06-16T09:30:00"),
      ]) { _, event in
        event.quorum = quorum
        event.answerBy = try utc("2027-06-10T21:59:59")
      })
    try scene.mail("invitation", 0, at: "2027-05-04T09:30:00")
    try scene.mail("invitation", 1, at: "2027-05-04T09:30:00")
    try scene.mail("invitation", 2, at: "2027-05-04T09:30:00")
    try scene.answer(.seated, 1, at: "2027-05-05T10:00:00")
    return scene
  }

  @Test(
    "an event short of its quorum is called off at answer_by, and what comes after depends on it")
  func quorum() throws {
    #expect(
      try lines(short(2), at: "2027-05-06T09:00:00") == [
        "2027-06-10T21:59:59 cancelled [0, 1, 2] 1 of 2 organisations so far: called off if it stays so",
        "2027-06-16T09:30:00 practical [1] only if the quorum is reached",
      ])
    // Those who are yet to be invited will hear of it.
    let fresh = try accepted(
      Scene([step("invitation", .audience, "2027-05-04T09:30:00")]) { _, event in
        event.quorum = 2
        event.answerBy = try utc("2027-06-10T21:59:59")
      })
    #expect(
      try lines(fresh, at: "2027-05-01T09:00:00") == [
        "2027-05-04T09:30:00 invitation [0, 1, 2]",
        "2027-06-10T21:59:59 cancelled [0, 1, 2] 0 of 2 organisations so far: called off if it stays so",
      ])
    #expect(
      try lines(short(1), at: "2027-05-06T09:00:00") == ["2027-06-16T09:30:00 practical [1]"])
  }

  @Test(
    "a host who was not warned in time is given a day, and past the start nothing is called off")
  func warnedLate() throws {
    let late = try lines(short(2), at: "2027-06-12T08:00:00")
    #expect(late.first?.hasPrefix("2027-06-13T08:00:00 cancelled") == true)
    #expect(
      try lines(short(2), at: "2027-06-16T20:00:00").contains { $0.contains("cancelled") } == false)
  }

  @Test("the decision comes when the plan says it does")
  func decided() throws {
    var scene = try short(2)
    var now = try utc("2027-05-06T09:00:00")
    var calledOff: Instant?
    while calledOff == nil, now < scene.schedule.event.starts {
      for entry in scene.policy.announcements(scene.schedule, scene.state, now: now) {
        if case .calledOff = entry { calledOff = now }
        scene.state.apply(entry, at: now)
      }
      for key in scene.state.record(Scene.eventID)?.owed ?? [] {
        scene.state.apply(.committed(key, email: "", messageID: "", date: now), at: now)
        scene.state.apply(.sent(key, reply: "250"), at: now)
      }
      now = scene.policy.nextAnnouncement(scene.schedule, scene.state, now: now)
    }
    #expect(try calledOff == utc("2027-06-10T21:59:59"))
  }

  @Test("an offer that nobody takes goes to the next in line, each in turn")
  func offers() throws {
    var scene = try accepted(
      Scene(
        people: 4, [step("offered", on: .offered)]
      ) { programme, event in
        event.capacity = 1
        event.offerFor = .hours(24)
        programme.send.hours = .always(in: .utc)
      })
    let event = scene.schedule.event
    let hours = scene.programme.send.hours
    func say(_ choice: Choice, _ person: Int32, _ at: String) throws {
      let now = try utc(at)
      let result = Decide.answer(
        Answer(choice: choice, via: "link"), of: person, organisation: -1, to: event, scene.state,
        hours: hours, now: now)
      for entry in try result.get() { scene.state.apply(entry, at: now) }
    }
    for person: Int32 in 0...2 { try say(.yes, person, "2027-05-05T10:00:0\(person)") }
    try say(.no, 0, "2027-05-06T10:00:00")
    let planned = try lines(scene, at: "2027-05-06T11:00:00").filter { $0.contains("lapses") }
    #expect(
      planned.prefix(2) == [
        "2027-05-07T10:00:00 offered [2] an offer lapses: to the next in line",
        "2027-05-08T10:00:00 offered [] an offer lapses, and nobody is next",
      ])
  }
}

extension String {
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
