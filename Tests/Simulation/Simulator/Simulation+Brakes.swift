import Domain
import Engine
import Planning
import Refusals
import State
import Store

/// What stops by itself: nothing leaves until it comes right, or somebody lets it go.
extension Simulation {
  /// The wall clock jumps by more than an hour while the clock that counts from boot goes on.
  mutating func doubtClock(_ minutes: Int64) throws {
    guard abs(minutes) > 60, isCalm, engine.journal.status.readOnly == nil else { return }
    try tick()
    let before = now
    clock.jump(to: now.adding(seconds: minutes * 60))
    note("the clock jumps by \(minutes) min, and is not believed")
    try tick()
    try checkStandstill(.clock)
    if minutes < 0 || dice.isHeads() {
      clock.jump(to: before)
      note("the clock comes back")
    } else {
      engine.environment.clock?.accept()
      _ = isAcknowledged(engine.carryOut(.release, .everything, by: "an operator").1)
      note("an operator says that the clock is right")
    }
    try tick()
  }

  /// An edit wants too many mails at once, and everything waits for an operator.
  mutating func letGo() throws {
    guard let why = engine.read({ $0.state.holds[.everything] }) else { return }
    note("everything is held: \(why)")
    try tick()
    try checkStandstill(.holds)
    // As `convoke release all` does: a clock that was not believed is right from now on.
    engine.environment.clock?.accept()
    _ = isAcknowledged(engine.carryOut(.release, .everything, by: "an operator").1)
    try tick()
  }

  /// Neither what is under way leaves nor is anything begun, but what operators must know.
  private mutating func checkStandstill(_ promise: Violation.Promise) throws {
    for delivery in inFlight where !delivery.isHandedOver && delivery.mail.step != "alert" {
      let isWanted = engine.commit(
        delivery.key, email: delivery.email, messageID: delivery.messageID, date: delivery.date)
      if isWanted { throw broken(promise, "\(delivery.mail) leaves") }
      finish(delivery, .returned)
    }
    inFlight.removeAll { !$0.isHandedOver && $0.mail.step != "alert" }
    if let (_, key) = engine.take() {
      throw broken(promise, "\(engine.read { Mail(key, $0.state.people) }) is begun")
    }
  }
}
