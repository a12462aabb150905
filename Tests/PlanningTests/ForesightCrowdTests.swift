import Domain
import Planning
import State
import Testing

/// What a mail brings others to at the very moment it goes is counted by `confirm_over` too.
@Suite struct ForesightCrowdTests {
  private static let due = "2027-05-04T09:30:00"

  /// Invitation and reminder due at once, the first of them let go.
  private func scene(people: Int, confirmOver: Int, week: Int) throws -> Scene {
    var scene = try Scene(
      people: people,
      [step("invitation", .audience, Self.due), step("reminder", .silent, Self.due)]
    ) { programme, _ in
      programme.send.confirmOver = confirmOver
      programme.send.minGap = .days(0)
      programme.send.perPersonPerWeek = week
    }
    scene.state.apply(
      .released(Scope(event: Scene.eventID, step: "invitation")), at: .distantPast)
    return scene
  }

  @Test(
    "a reminder that its invitation opens at one moment waits for a release when it is for too many",
    arguments: [(1, 0), (2, 0), (1, 2), (2, 2)])
  func opened(_ confirmOver: Int, _ week: Int) throws {
    let scene = try scene(people: 3, confirmOver: confirmOver, week: week)
    let now = try utc("2027-05-03T12:00:00")
    let reminder = Scope(event: Scene.eventID, step: "reminder")
    let plan = scene.policy.plan(scene.state, now: now)
    #expect(
      plan.map { "\($0.step) \($0.count) \($0.state)" }.sorted() == [
        "invitation 3 waiting", "reminder 3 held",
      ])
    #expect(scene.policy.unconfirmed(scene.state, now: now) == [reminder])
    #expect(try played(scene).stopped.contains(reminder), "the couriers do as the plan says")
  }

  @Test("one for as many as may go needs no release", arguments: [0, 2])
  func few(_ week: Int) throws {
    let scene = try scene(people: 3, confirmOver: 3, week: week)
    let plan = scene.policy.plan(scene.state, now: try utc("2027-05-03T12:00:00"))
    #expect(plan.map(\.state) == ["waiting", "waiting"])
    let played = try played(scene)
    #expect(played.stopped == [])
    #expect(played.sent == ["invitation": 3, "reminder": 3])
  }

  /// What goes at that moment, and what waits for a release then.
  private func played(_ scene: Scene) throws -> (sent: [String: Int], stopped: Set<Scope>) {
    var scene = scene
    var dueQueue = DueQueue(scene.policy)
    let now = try utc(Self.due)
    var sent: [String: Int] = [:]
    for _ in 0..<3 {
      _ = dueQueue.advance(scene.state, now: now)
      while let key = dueQueue.take(scene.state, now: now) {
        scene.state.apply(.committed(key, email: "", messageID: "", date: now), at: now)
        scene.state.apply(.sent(key, reply: "250"), at: now)
        dueQueue.settle(key, scene.state, now: now)
        sent[key.step, default: 0] += 1
      }
    }
    return (sent, Set(dueQueue.unconfirmed.keys))
  }
}
