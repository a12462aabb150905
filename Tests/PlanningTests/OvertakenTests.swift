import Domain
import Planning
import State
import Testing

/// What an edit that moves an event does to steps whose moments it moves.
@Suite struct OvertakenTests {
  /// The scene with its event on another day: the same past, other files.
  private func moved(_ scene: Scene, to starts: String, again: Span? = nil) throws -> Scene {
    var programme = scene.programme
    programme.events = [try Self.event(starts, again: again)]
    return try Scene(programme, state: scene.state)
  }

  private static func event(_ starts: String, again: Span? = nil) throws -> Event {
    let start = try local("\(starts)T19:00:00")
    let facts = EventFacts(starts: start, ends: try local("\(starts)T21:00:00"), zone: .utc)
    return Event(
      id: Scene.eventID, kind: "openspace", title: LocalizedText("Open"), facts: facts,
      host: Mailbox(name: "Sanne", address: try MailAddress("sanne@mvo.example")),
      audience: try Audience(parsing: "partner"), answerBy: facts.startInstant,
      steps: [
        try offset("save", .audience, weeks: 10), try offset("invitation", .audience, weeks: 6),
        try offset("second", .audience, weeks: 3, again: again),
        try offset("reminder", .silent, weeks: 2, again: again),
        try offset("practical", .attending, weeks: 1),
      ])
  }

  private static func offset(
    _ name: String, _ to: Step.Recipients, weeks: Int, again: Span? = nil
  ) throws -> Step {
    Step(
      name: name,
      trigger: .at(
        .offset(
          .init(beforeStart: true, span: .weeks(weeks), time: .init(hour: 9, minute: 30)))),
      to: to, until: to == .attending ? .start : .answerBy, onDoubt: .next, again: again)
  }

  private func scene(on day: String, again: Span? = nil) throws -> Scene {
    try Scene([]) { _, event in event = try Self.event(day, again: again) }
  }

  /// A revision to the facts of the files, with what it makes due once more.
  private func revised(_ scene: Scene, from: Scene, at: String) throws -> Scene {
    var scene = scene
    let at = try utc(at)
    scene.state.apply(
      .eventAccepted(
        event: Scene.eventID, facts: RecordedFacts(from.programme.events[0].facts)), at: at)
    for entry in Decide.acceptance(scene.programme, scene.state) {
      scene.state.apply(entry, at: at)
    }
    let settled = at.adding(seconds: 600)
    for entry in Decide.revisions(scene.programme, scene.state, now: settled) {
      scene.state.apply(entry, at: settled)
    }
    return scene
  }

  @Test("a step to the audience that an edit moves behind a later one they had never goes")
  func postponed() throws {
    // Invited for 8 April on 25 February; on 10 March the event moves to 20 May.
    var before = try scene(on: "2027-04-08")
    try before.mail("invitation", at: "2027-02-25T09:30:00")
    let after = try moved(before, to: "2027-05-20")
    for moment in ["2027-03-10T10:00:00", "2027-03-11T09:30:00", "2027-04-08T09:30:00"] {
      #expect(try after.fate("save", at: moment) == "never: overtaken by invitation", "\(moment)")
    }
    // Who had nothing yet gets it.
    #expect(try after.fate("save", 1, at: "2027-03-11T09:30:00") == "due")
  }

  @Test(
    "whatever that later one was, and whether it surely arrived",
    arguments: ["invitation", "second", "reminder", "practical"],
    [DeliveryState.sent, .doubt, .committed])
  func whatever(_ had: String, _ state: DeliveryState) throws {
    var scene = try scene(on: "2027-05-20")
    try scene.mail(had, at: "2027-02-25T09:30:00", state)
    #expect(try scene.fate("save", at: "2027-03-11T09:30:00") == "never: overtaken by \(had)")
    #expect(try scene.fate("save", at: "2027-02-26T09:30:00") == "never: overtaken by \(had)")
  }

  @Test("a mail that failed or was missed is none they had")
  func notHad() throws {
    var scene = try scene(on: "2027-05-20")
    try scene.mail("invitation", at: "2027-02-25T09:30:00", .failed)
    #expect(try scene.fate("save", at: "2027-03-11T09:30:00") == "due")
  }

  @Test("moved earlier, the invitation is late and goes; what lies before the first mail does not")
  func earlier() throws {
    // Told to save 24 June on 15 April; on 20 April the event moves to 13 May.
    var before = try scene(on: "2027-06-24")
    try before.mail("save", at: "2027-04-15T09:30:00")
    let after = try moved(before, to: "2027-05-13")
    #expect(try after.fate("invitation", at: "2027-04-20T10:00:00") == "due")
    #expect(try after.fate("invitation", at: "2027-04-22T09:30:00") == "never: overtaken by second")
    // To 27 April: the reminder's moment is before the first mail.
    let near = try moved(before, to: "2027-04-27")
    #expect(
      try near.fate("reminder", at: "2027-04-20T10:00:00")
        == "never: it was due before the first mail about this event")
  }

  @Test("there and back again, nobody is told twice, and nothing is left out")
  func back() throws {
    var before = try scene(on: "2027-05-20")
    try before.mail("save", at: "2027-03-11T09:30:00")
    try before.mail("invitation", at: "2027-04-08T09:30:00")
    let away = try moved(before, to: "2027-09-16")
    let back = try moved(away, to: "2027-05-20")
    for scene in [away, back] {
      #expect(try scene.fate("save", at: "2027-04-20T09:30:00") == "done: sent")
      #expect(try scene.fate("invitation", at: "2027-04-20T09:30:00") == "done: sent")
    }
    #expect(try back.fate("second", at: "2027-04-29T09:30:00") == "due")
    #expect(try back.fate("reminder", at: "2027-05-06T09:30:00") == "due")
  }

  // MARK: - again

  private func remindedThenMoved(
    to day: String, again: Span? = .days(14), _ outcome: DeliveryState = .sent
  ) throws -> Scene {
    var before = try scene(on: "2027-05-20", again: again)
    try before.mail("invitation", at: "2027-04-08T09:30:00")
    try before.mail("reminder", at: "2027-05-06T09:30:00", outcome)
    return try revised(
      try moved(before, to: day, again: again), from: before, at: "2027-05-12T10:00:00")
  }

  @Test(
    "a step with 'again' is due once more when the event moves by more than that, either way",
    arguments: [
      ("2027-09-16", true), ("2027-06-04", true), ("2027-06-03", false), ("2027-05-27", false),
    ])
  func again(_ day: String, _ isAgain: Bool) throws {
    let scene = try remindedThenMoved(to: day)
    let due = try #require(scene.schedule.timed.first { $0.step.name == "reminder" }).due
    let moment = Zone.utc.local(due).description
    #expect(try scene.fate("reminder", at: moment) == (isAgain ? "due" : "done: sent"))
    // One that says nothing of it is not.
    #expect(try scene.fate("invitation", at: moment) == "done: sent")
  }

  @Test("without 'again' it is done")
  func notAgain() throws {
    let scene = try remindedThenMoved(to: "2027-09-16", again: nil)
    #expect(try scene.fate("reminder", at: "2027-09-02T09:30:00") == "done: sent")
  }

  @Test("again also to whom it failed to reach, but not to whom it was given up for")
  func againToWhom() throws {
    for state in [DeliveryState.sent, .doubt, .failed] {
      let scene = try remindedThenMoved(to: "2027-09-16", state)
      #expect(try scene.fate("reminder", at: "2027-09-02T09:30:00") == "due", "\(state)")
    }
    var before = try scene(on: "2027-05-20", again: .days(14))
    try before.mail("invitation", at: "2027-04-08T09:30:00")
    before.state.apply(
      .dropped(DeliveryKey(event: Scene.eventID, step: "reminder", person: 0)),
      at: try utc("2027-05-06T09:30:00"))
    let after = try revised(
      try moved(before, to: "2027-09-16", again: .days(14)), from: before,
      at: "2027-05-12T10:00:00")
    #expect(try after.fate("reminder", at: "2027-09-02T09:30:00") == "done: dropped")
  }

  @Test("once more is once: what went in the new round is done, and told apart from the first")
  func onceMore() throws {
    var scene = try remindedThenMoved(to: "2027-09-16")
    try scene.mail("reminder", at: "2027-09-02T09:30:00")
    #expect(try scene.fate("reminder", at: "2027-09-03T09:30:00") == "done: sent")
    let record = try #require(scene.state.record(Scene.eventID))
    #expect(record.renewed("reminder") == 1)
    #expect(record.earlierRounds(of: "reminder").map(\.sequence) == [0])
    #expect(record.ledger("reminder@0", 0) == .sent)
    #expect(Decide.told(scene.programme.events[0], record) == [0])
  }

  @Test("a step due again is not overtaken by what they had before, but by what went since")
  func againIsNotOvertaken() throws {
    var before = try scene(on: "2027-05-20", again: .days(14))
    try before.mail("second", at: "2027-04-29T09:30:00")
    try before.mail("practical", at: "2027-05-13T09:30:00")
    var after = try revised(
      try moved(before, to: "2027-09-16", again: .days(14)), from: before,
      at: "2027-05-14T10:00:00")
    #expect(try after.fate("second", at: "2027-08-26T09:30:00") == "due")
    // An older one that says nothing of 'again' stays overtaken by what they had.
    #expect(try after.fate("save", at: "2027-07-08T09:30:00") == "never: overtaken by practical")
    #expect(try after.fate("second", at: "2027-09-03T09:30:00") == "due")
    try after.mail("reminder", at: "2027-09-02T09:30:00")
    #expect(try after.fate("second", at: "2027-09-07T09:30:00") == "never: overtaken by reminder")
  }

  @Test("another mailing of that size is asked about again")
  func released() throws {
    var before = try scene(on: "2027-05-20", again: .days(14))
    before.state.apply(
      .released(Scope(event: Scene.eventID, step: "reminder")), at: try utc("2027-05-06T09:30:00"))
    try before.mail("invitation", at: "2027-04-08T09:30:00")
    try before.mail("reminder", at: "2027-05-06T09:30:00")
    let after = try revised(
      try moved(before, to: "2027-09-16", again: .days(14)), from: before,
      at: "2027-05-12T10:00:00")
    #expect(after.state.released.isEmpty)
  }
}
