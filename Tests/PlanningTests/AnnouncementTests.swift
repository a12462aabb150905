import Domain
import Planning
import State
import Testing

/// What the passing of time makes owed to a host: the desk's link, previews, digests.
@Suite struct AnnouncementTests {
  private func scene(
    _ steps: [Step], configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws -> Scene {
    var scene = try Scene(steps) { programme, event in
      programme.send.previewBefore = .days(1)
      try configure(&programme, &event)
    }
    let facts = RecordedFacts(scene.schedule.event.facts)
    scene.state.apply(
      .eventAccepted(event: Scene.eventID, facts: facts), at: try utc("2027-04-01T09:00:00"))
    return scene
  }

  /// What is announced at a moment, recorded and sent.
  private func announce(_ scene: inout Scene, at: String) throws -> [String] {
    let now = try utc(at)
    let entries = scene.policy.announcements(scene.schedule, scene.state, now: now)
    for entry in entries { scene.state.apply(entry, at: now) }
    return entries.compactMap { entry in
      guard case .notified(_, let notice, let people) = entry else { return "\(entry)" }
      #expect(people == [scene.host])
      let what = "\(notice.kind) \(notice.about)"
      return notice.kind == .preview ? "\(what) \(notice.count)" : what
    }
  }

  private func invitation() throws -> Step {
    try step("invitation", .audience, "2027-05-04T09:30:00")
  }

  @Test("the desk's link goes once, when the event has stood for settle, and to a new host")
  func desk() throws {
    var scene = try scene([])
    #expect(try announce(&scene, at: "2027-04-01T09:09:59") == [])
    let next = scene.policy.nextAnnouncement(
      scene.schedule, scene.state, now: try utc("2027-04-01T09:09:59"))
    #expect(try next == utc("2027-04-01T09:10:00"))
    #expect(try announce(&scene, at: "2027-04-01T09:10:00") == ["desk "])
    #expect(try announce(&scene, at: "2027-04-02T09:00:00") == [])
    try replaced(scene)
  }

  private func replaced(_ scene: Scene) throws {
    var next = scene.programme
    next.events[0].host.address = try MailAddress("karim@mvo.example")
    var other = try Scene(next, state: scene.state)
    #expect(try announce(&other, at: "2027-04-03T09:00:00") == ["desk "])
    #expect(try announce(&other, at: "2027-04-04T09:00:00") == [])
  }

  @Test("a step that goes to nobody at first is shown to its host when it goes to somebody")
  func previewOfFirst() throws {
    var scene = try scene([step("nudge", .maybe, "2027-05-04T09:30:00")])
    var dueQueue = DueQueue(scene.policy)
    func tick(_ at: String) throws -> [String] {
      let entries = dueQueue.announce(scene.state, now: try utc(at))
      for entry in entries { scene.state.apply(entry, at: try utc(at)) }
      _ = dueQueue.advance(scene.state, now: try utc(at))
      return entries.compactMap(\.previewedStep)
    }
    #expect(try tick("2027-05-03T10:00:00") == [])
    try scene.answer(.declined, 1, at: "2027-05-03T10:30:00")
    _ = dueQueue.touch(Scene.eventID, 1, scene.state, now: try utc("2027-05-03T10:30:00"))
    #expect(
      try dueQueue.next(scene.state, now: utc("2027-05-03T10:30:00")) > utc("2027-05-03T10:31:00"))
    try scene.answer(.undecided, 0, at: "2027-05-03T11:00:00")
    _ = dueQueue.touch(Scene.eventID, 0, scene.state, now: try utc("2027-05-03T11:00:00"))
    #expect(
      try dueQueue.next(scene.state, now: utc("2027-05-03T11:00:00")) <= utc("2027-05-03T11:00:00"))
    #expect(try tick("2027-05-03T11:00:00") == ["nudge"])
    #expect(try tick("2027-05-04T09:30:00") == [])
  }

  @Test("no host is told of what is over, cancelled, dropped, or a newsletter")
  func none() throws {
    var over = try scene([])
    #expect(try announce(&over, at: "2027-06-17T17:30:00") == [])
    var cancelled = try scene([invitation()]) { $1.facts.cancelled = true }
    #expect(try announce(&cancelled, at: "2027-05-04T09:00:00") == [])
    var letter = try scene([invitation()]) { $1.kind = "newsletter" }
    #expect(try announce(&letter, at: "2027-05-04T09:00:00") == [])
    var dropped = try scene([invitation()])
    dropped.state.apply(.eventDropped(event: Scene.eventID), at: try utc("2027-04-01T09:00:00"))
    #expect(try announce(&dropped, at: "2027-05-04T09:00:00") == [])
  }

  @Test("a preview goes preview_before a step, not earlier, once, with how many it is for")
  func preview() throws {
    var scene = try scene([invitation()])
    #expect(try announce(&scene, at: "2027-05-03T09:29:59") == ["desk "])
    let next = scene.policy.nextAnnouncement(
      scene.schedule, scene.state, now: try utc("2027-05-03T09:29:59"))
    #expect(try next == utc("2027-05-03T09:30:00"))
    #expect(try announce(&scene, at: "2027-05-03T09:30:00") == ["preview invitation 3"])
    #expect(try announce(&scene, at: "2027-05-03T10:00:00") == [])
  }

  @Test("a step that is due already is shown at once and is not delayed")
  func late() throws {
    var scene = try scene([invitation()])
    #expect(
      try announce(&scene, at: "2027-05-10T11:00:00") == ["desk ", "preview invitation 3"])
    #expect(try scene.fate("invitation", at: "2027-05-10T11:00:00") == "due")
  }

  @Test("an edit that reads otherwise is shown again; one that only moves the step, or is off, not")
  func edits() throws {
    var scene = try scene([invitation()])
    _ = try announce(&scene, at: "2027-05-03T09:30:00")
    var moved = scene.programme
    moved.events[0].steps = [try step("invitation", .audience, "2027-05-05T09:30:00")]
    var same = try Scene(moved, state: scene.state)
    #expect(try announce(&same, at: "2027-05-04T09:30:00") == [])
    var edited = scene.programme
    edited.events[0].about = LocalizedText("Other words")
    var other = try Scene(edited, state: scene.state)
    #expect(try announce(&other, at: "2027-05-03T10:30:00") == ["preview invitation 3"])
    var off = scene.programme
    off.send.previewBefore = nil
    off.events[0].about = LocalizedText("Other words")
    var silent = try Scene(off, state: scene.state)
    #expect(try announce(&silent, at: "2027-05-03T10:30:00") == [])
  }

  @Test("a step without readers, or for the host, has no preview")
  func nobody() throws {
    var scene = try scene([
      step("practical", .attending, "2027-06-10T09:30:00"),
      step("brief", .host, "2027-06-10T09:30:00"),
    ])
    #expect(try announce(&scene, at: "2027-06-09T09:30:00") == ["desk "])
  }

  @Test("a digest goes at the next opening of sending hours after something changed")
  func digest() throws {
    var scene = try scene([])
    #expect(try announce(&scene, at: "2027-05-04T08:30:00") == ["desk "])
    try scene.answer(.seated, 0, at: "2027-05-04T12:00:00")
    #expect(try announce(&scene, at: "2027-05-04T13:00:00") == [])
    let next = scene.policy.nextAnnouncement(
      scene.schedule, scene.state, now: try utc("2027-05-04T13:00:00"))
    #expect(try next == utc("2027-05-05T08:30:00"))
    #expect(try announce(&scene, at: "2027-05-05T08:30:00") == ["digest "])
    #expect(try announce(&scene, at: "2027-05-05T09:00:00") == [])
    #expect(try announce(&scene, at: "2027-05-06T08:30:00") == [])
    try scene.answer(.declined, 0, at: "2027-05-07T17:00:00")
    #expect(try announce(&scene, at: "2027-05-08T08:30:00") == [])
    #expect(try announce(&scene, at: "2027-05-10T10:00:00") == ["digest "])
  }

  @Test("the agenda announces when the moment has come, and an answer lets it look at the quorum")
  func dueQueue() throws {
    var scene = try scene([]) { $1.quorum = 1 }
    var dueQueue = DueQueue(scene.policy)
    let start = try utc("2027-04-01T09:10:00")
    let first = dueQueue.announce(scene.state, now: start)
    #expect(first.count == 1)
    for entry in first { scene.state.apply(entry, at: start) }
    #expect(dueQueue.announce(scene.state, now: start).isEmpty)
    let last = try utc("2027-06-17T13:00:00")
    #expect(dueQueue.announce(scene.state, now: last).count == 1)
  }
}
