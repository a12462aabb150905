import Domain
import Planning
import State
import Testing

/// Three refused among any ten in a row stop a step for a crowd, not only among its first ten.
@Suite struct RefusalWindowTests {
  private static let due = "2027-05-04T09:30:00"

  /// A step that is past its first ten, all of whom were accepted.
  private func begun(_ people: Int) throws -> (Scene, DueQueue, [DeliveryKey]) {
    var scene = try Scene(people: people, [step("invitation", .audience, Self.due)])
    var dueQueue = DueQueue(scene.policy)
    let now = try utc(Self.due)
    _ = dueQueue.advance(scene.state, now: now)
    var keys: [DeliveryKey] = []
    while keys.count < 60, let key = dueQueue.take(scene.state, now: now) {
      keys.append(key)
      if keys.count <= 10 { try end(key, .sent, &dueQueue, &scene) }
    }
    return (scene, dueQueue, Array(keys.dropFirst(10)))
  }

  @discardableResult
  private func end(
    _ key: DeliveryKey, _ outcome: DeliveryState, _ dueQueue: inout DueQueue, _ scene: inout Scene
  ) throws -> Entry? {
    let now = try utc(Self.due)
    var hold: Entry?
    if outcome == .failed {
      hold = dueQueue.refused(key, scene.state, now: now)
    } else {
      dueQueue.accepted(key)
    }
    if let hold { scene.state.apply(hold, at: now) }
    try scene.mail("invitation", key.person, at: Self.due, outcome)
    dueQueue.settle(key, scene.state, now: now)
    return hold
  }

  @Test("the third of ten in a row holds the others", arguments: [150, 101])
  func third(people: Int) throws {
    var (scene, dueQueue, keys) = try begun(people)
    let pattern: [DeliveryState] = [.sent, .failed, .sent, .sent, .failed, .sent, .doubt, .failed]
    var holds: [Int] = []
    for (index, outcome) in pattern.enumerated() {
      if try end(keys[index], outcome, &dueQueue, &scene) != nil { holds.append(index) }
    }
    #expect(holds == [7])
    #expect(try scene.fate("invitation", keys[20].person, at: Self.due).hasPrefix("held"))
  }

  @Test("three of twelve, or of a small step, do not")
  func spread() throws {
    var (scene, dueQueue, keys) = try begun(150)
    for index in 0..<36 {
      let outcome = index.isMultiple(of: 5) ? DeliveryState.failed : .sent
      #expect(try end(keys[index], outcome, &dueQueue, &scene) == nil)
    }
    var (small, few, others) = try begun(100)
    for key in others.prefix(20) { #expect(try end(key, .failed, &few, &small) == nil) }
  }

  @Test("a reload does not forget, and who released it has looked at them")
  func releasedAndReloaded() throws {
    var (scene, dueQueue, keys) = try begun(150)
    for key in keys.prefix(2) { try end(key, .failed, &dueQueue, &scene) }
    dueQueue = DueQueue(scene.policy, keeping: dueQueue)
    #expect(try end(keys[2], .failed, &dueQueue, &scene) != nil)
    scene.state.apply(.released(Scope(event: "open", step: "invitation")), at: try utc(Self.due))
    for key in keys[3..<12] { #expect(try end(key, .failed, &dueQueue, &scene) == nil) }
  }
}
