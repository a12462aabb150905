import Domain
import Planning
import State
import Testing

/// What only a person can let go is said in time.
@Suite struct WaitTests {
  private static let due = "2027-05-04T09:30:00"

  private func scene(confirmOver: Int = 2, preview: Span? = .days(1)) throws -> Scene {
    var scene = try Scene([step("invitation", .audience, Self.due)]) { programme, _ in
      programme.send.confirmOver = confirmOver
      programme.send.previewBefore = preview
      programme.network.operators = Mailbox(
        name: "Ops", address: try MailAddress("ops@mvo.example"))
    }
    scene.state.apply(
      .eventAccepted(
        event: Scene.eventID, facts: RecordedFacts(scene.programme.events[0].facts)),
      at: try utc("2027-04-01T09:30:00"))
    return scene
  }

  private func texts(_ scene: Scene, at: String) throws -> [String] {
    let now = try utc(at)
    return scene.policy.waits(scene.schedule, scene.state, now: now).map {
      "\($0.scope.step): \($0.text(now: now, zone: .utc))"
    }
  }

  @Test("a step over confirm_over waits from preview_before its moment until it is released")
  func confirm() throws {
    var scene = try scene()
    #expect(try texts(scene, at: "2027-05-03T09:29:59") == [])
    #expect(
      try texts(scene, at: "2027-05-03T09:30:00")
        == ["invitation: 3 mails wait for you from 2027-05-04 09:30"])
    #expect(try texts(scene, at: Self.due) == ["invitation: 3 mails wait for you"])
    scene.state.apply(
      .released(Scope(event: Scene.eventID, step: "invitation")), at: try utc(Self.due))
    #expect(try texts(scene, at: Self.due) == [])
    #expect(try texts(self.scene(confirmOver: 3), at: Self.due) == [])
    #expect(try texts(self.scene(preview: nil), at: "2027-05-04T09:29:59") == [])
    #expect(
      try texts(self.scene(preview: nil), at: Self.due) == ["invitation: 3 mails wait for you"])
  }

  @Test(
    "a hold waits under what has to be released",
    arguments: [
      Scope(event: Scene.eventID), Scope(event: Scene.eventID, step: "invitation"),
      Scope(event: Scene.eventID, step: "invitation", person: 0), .everything,
    ])
  func hold(_ scope: Scope) throws {
    var scene = try scene(confirmOver: 0)
    scene.state.apply(.held(scope, why: "held by the host"), at: try utc("2027-04-02T09:30:00"))
    let waits = scene.policy.waits(scene.schedule, scene.state, now: try utc(Self.due))
    #expect(waits.map(\.scope) == [scope])
    #expect(waits.map(\.mails) == [scope.person == nil ? 3 : 1])
    #expect(waits.map(\.why) == ["held by the host"])
  }

  @Test("one alert before and one when it is due, whatever the number is by then")
  func alerts() throws {
    var scene = try scene()
    var dueQueue = DueQueue(scene.policy)
    func told(_ at: String) throws -> [String] {
      let now = try utc(at)
      let entries = dueQueue.announce(scene.state, now: now)
      var texts: [String] = []
      for entry in entries {
        scene.state.apply(entry, at: now)
        if case .notified(_, let notice, _) = entry, notice.kind == .alert {
          texts.append(notice.text)
        }
      }
      return texts
    }
    #expect(try told("2027-05-01T10:00:00") == [])
    #expect(
      try told("2027-05-03T09:30:00") == [
        "open: 3 mails wait for you from 2027-05-04 09:30: convoke release open invitation"
      ])
    #expect(dueQueue.takeWaits().count == 1)
    scene.state.apply(
      .suppressed(person: 0, why: "550"), at: try utc("2027-05-03T10:00:00"))
    dueQueue.touch(Scene.eventID)
    #expect(try told("2027-05-03T11:00:00") == [], "two are not over two")
    scene.state.apply(.reachable(person: 0), at: try utc("2027-05-03T12:00:00"))
    dueQueue.touch(Scene.eventID)
    #expect(try told("2027-05-03T13:00:00") == [])
    #expect(try told(Self.due) == ["open: 3 mails wait for you: convoke release open invitation"])
    dueQueue.touch(Scene.eventID)
    #expect(try told("2027-05-04T10:30:00") == [])
    #expect(dueQueue.takeWaits().count == 1)
    // Another process finds it told.
    dueQueue = DueQueue(scene.policy)
    #expect(try told("2027-05-04T11:30:00") == [])
  }
}
