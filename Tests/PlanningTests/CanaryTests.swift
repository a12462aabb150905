import Domain
import Planning
import State
import Testing

/// A step for a crowd begins with ten people.
@Suite struct CanaryTests {
  private static let due = "2027-05-04T09:30:00"

  private func gathering(_ people: Int, confirmOver: Int = 0) throws -> Scene {
    try Scene(people: people, [step("invitation", .audience, Self.due)]) { programme, _ in
      programme.send.confirmOver = confirmOver
    }
  }

  /// Takes all there is to take, with nothing coming back in between.
  private func take(_ dueQueue: inout DueQueue, _ scene: Scene) throws -> [DeliveryKey] {
    var keys: [DeliveryKey] = []
    while let key = dueQueue.take(scene.state, now: try utc(Self.due)) { keys.append(key) }
    return keys
  }

  private func end(
    _ keys: some Sequence<DeliveryKey>, _ outcome: DeliveryState, _ dueQueue: inout DueQueue,
    _ scene: inout Scene
  ) throws {
    for key in keys {
      try scene.mail("invitation", key.person, at: Self.due, outcome)
      dueQueue.settle(key, scene.state, now: try utc(Self.due))
    }
  }

  private func begun(_ scene: Scene) throws -> DueQueue {
    var dueQueue = DueQueue(scene.policy)
    _ = dueQueue.advance(scene.state, now: try utc(Self.due))
    return dueQueue
  }

  @Test("a hundred people go at once, a hundred and one begin with ten")
  func threshold() throws {
    for (people, first) in [(100, 100), (101, 10)] {
      let scene = try gathering(people)
      var dueQueue = try begun(scene)
      #expect(try take(&dueQueue, scene).count == first)
    }
  }

  @Test(
    "the others follow when fewer than three of the first are refused",
    arguments: [(0, true), (2, true), (3, false), (10, false)])
  func verdict(refused: Int, goesOn: Bool) throws {
    var scene = try gathering(150)
    var dueQueue = try begun(scene)
    let first = try take(&dueQueue, scene)
    #expect(first.count == 10)
    var hold: Entry?
    for (index, key) in first.enumerated() {
      if index < refused {
        if let found = dueQueue.holdAfterRefusal(of: key, scene.state) {
          #expect(index == 2, "it is the third refusal that holds")
          hold = found
        }
        try end([key], .failed, &dueQueue, &scene)
        if let hold { scene.state.apply(hold, at: try utc(Self.due)) }
      } else {
        try end([key], index.isMultiple(of: 2) ? .sent : .deferred, &dueQueue, &scene)
      }
    }
    #expect((hold == nil) == goesOn)
    let rest = try take(&dueQueue, scene)
    #expect(rest.count == (goesOn ? 140 : 0))
    #expect(Set(rest).isDisjoint(with: first))
    if goesOn { return }
    #expect(try scene.fate("invitation", rest.first?.person ?? 0, at: Self.due).hasPrefix("held"))
    // An operator has looked at it: the rest goes, whatever becomes of it.
    scene.state.apply(.released(Scope(event: "open", step: "invitation")), at: try utc(Self.due))
    dueQueue.touch("open")
    _ = dueQueue.advance(scene.state, now: try utc(Self.due))
    let released = try take(&dueQueue, scene)
    #expect(released.count == 140)
    #expect(dueQueue.holdAfterRefusal(of: released[0], scene.state) == nil)
  }

  @Test("a refusal that comes right behind a reload counts")
  func reloaded() throws {
    var scene = try gathering(150)
    var dueQueue = try begun(scene)
    let first = try take(&dueQueue, scene)
    try end(first.prefix(2), .failed, &dueQueue, &scene)
    dueQueue = DueQueue(scene.policy, keeping: dueQueue)
    #expect(dueQueue.holdAfterRefusal(of: first[2], scene.state) != nil)
  }

  @Test("eight that got through decide it; the last two need not be waited for")
  func earlyDecision() throws {
    var scene = try gathering(150)
    var dueQueue = try begun(scene)
    let first = try take(&dueQueue, scene)
    try end(first.prefix(7), .sent, &dueQueue, &scene)
    #expect(try take(&dueQueue, scene).isEmpty)
    try end([first[7]], .doubt, &dueQueue, &scene)
    #expect(try take(&dueQueue, scene).count == 140)
  }

  @Test("a restart in the middle neither begins again nor lets all go")
  func restart() throws {
    var scene = try gathering(150)
    var dueQueue = try begun(scene)
    let first = try take(&dueQueue, scene)
    try end(first.prefix(4), .sent, &dueQueue, &scene)
    try end([first[4]], .failed, &dueQueue, &scene)
    var after = try begun(scene)
    #expect(try take(&after, scene).count == 5)
    #expect(try take(&after, scene).isEmpty)
  }

  @Test("who says no behind the first few is not mailed, and another takes the place")
  func declined() throws {
    var scene = try gathering(150)
    var dueQueue = try begun(scene)
    for person in Int32(0)..<20 {
      scene.state.apply(
        .unsubscribed(person: person, kind: "*", via: "link"), at: try utc(Self.due))
    }
    let first = try take(&dueQueue, scene)
    #expect(first.count == 10)
    #expect(first.allSatisfy { $0.person >= 20 })
    try end(first, .sent, &dueQueue, &scene)
    #expect(try take(&dueQueue, scene).count == 120)
  }

  @Test("what confirm_over held begins small too when it is let go")
  func released() throws {
    var scene = try gathering(150, confirmOver: 120)
    var dueQueue = try begun(scene)
    #expect(try take(&dueQueue, scene).isEmpty)
    scene.state.apply(.released(Scope(event: "open", step: "invitation")), at: try utc(Self.due))
    dueQueue.touch("open")
    _ = dueQueue.advance(scene.state, now: try utc(Self.due))
    let first = try take(&dueQueue, scene)
    #expect(first.count == 10)
    try end(first, .sent, &dueQueue, &scene)
    #expect(try take(&dueQueue, scene).count == 140)
  }

  @Test("the plan says so beforehand, and no longer when it is decided")
  func plan() throws {
    var scene = try gathering(150)
    let before = scene.policy.plan(scene.state, now: try utc("2027-05-03T09:30:00"))
    #expect(before.map(\.why) == [Canary.text])
    let small = try gathering(100)
    #expect(small.policy.plan(small.state, now: try utc("2027-05-03T09:30:00")).map(\.why) == [""])
    let due = try utc(Self.due)
    #expect(scene.policy.beginsSmall(scene.schedule, 0, scene.state, now: due))
    for person in Int32(0)..<8 { try scene.mail("invitation", person, at: Self.due) }
    #expect(scene.policy.plan(scene.state, now: due).map(\.why) == [""])
    #expect(!scene.policy.beginsSmall(scene.schedule, 0, scene.state, now: due))
  }
}
