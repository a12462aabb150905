import Domain
import Engine
import Planning
import Refusals
import State
import StateFolder
import Store
import StoreTesting
import Testing

/// What was a person's refusal until the relay turned out to refuse everybody.
@Suite struct TakenBackTests {
  private static let due = Instant(seconds: 1_809_423_000)  // 4 May 2027, 09:30 UTC
  private static let reply = "551 5.1.6 not today"
  private static let refusal = SMTPRefusal(
    stage: .recipient, kind: .noMailbox, code: 551, enhanced: "5.1.6", reply: reply)

  private func open(_ disk: SimulatedDisk) throws -> Engine {
    var options = JournalOptions()
    options.threading = .caller
    options.reserveBytes = 1000
    return try StateDirectory.open(
      directory: "State", programme: try Sample.programme(), previous: nil,
      environment: Environment(now: { Self.due }, disk: disk), rehearsal: false, options: options
    ).engine
  }

  private func refuse(_ engine: Engine) throws -> RefusedMail {
    engine.tick()
    let key = try #require(engine.take()?.key)
    engine.finish(key, date: Self.due, .refused(Self.refusal))
    try engine.wait(engine.read { $0.ticket })
    #expect(state(key, engine) == .failed && isGivenUp(key, engine))
    return RefusedMail(key: key, reply: Self.reply)
  }

  private func state(_ key: DeliveryKey, _ engine: Engine) -> DeliveryState {
    engine.read { $0.state.delivery(key) }
  }

  private func isGivenUp(_ key: DeliveryKey, _ engine: Engine) -> Bool {
    engine.read { $0.state.suppressed[key.person] != nil }
  }

  @Test("it is tried again, and its address is one again")
  func tried() throws {
    let engine = try open(SimulatedDisk())
    let mail = try refuse(engine)
    engine.takeBack([mail])
    #expect(state(mail.key, engine) == .deferred && !isGivenUp(mail.key, engine))
  }

  @Test("the address of a mail that an operator had tried again is one again too")
  func retried() throws {
    let engine = try open(SimulatedDisk())
    let mail = try refuse(engine)
    let scope = Scope(event: mail.key.event, step: mail.key.step, person: mail.key.person)
    #expect(engine.carryOut(.retry, scope, by: "an operator").0 == 1)
    #expect(isGivenUp(mail.key, engine))
    engine.takeBack([mail])
    #expect(!isGivenUp(mail.key, engine))
  }

  @Test("on a disk that fails it is owed, until the disk is mended, and then done once")
  func failingDisk() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    let mail = try refuse(engine)
    disk.fail(.init(call: disk.calls, code: 5, isPersistent: true))
    engine.takeBack([mail])
    #expect(engine.journal.status.readOnly != nil)
    disk.fail(nil)
    #expect(engine.journal.tryToRecover())
    engine.tick()
    #expect(state(mail.key, engine) == .deferred && !isGivenUp(mail.key, engine))
    // The same words later, for a reason of this person's, are not taken back once more.
    engine.finish(mail.key, date: Self.due, .refused(Self.refusal))
    engine.tick()
    #expect(state(mail.key, engine) == .failed && isGivenUp(mail.key, engine))
  }

  @Test("an address that was given up in other words stays given up, and so does its mail")
  func otherWords() throws {
    let engine = try open(SimulatedDisk())
    var mail = try refuse(engine)
    mail.reply = "550 computer says no"
    engine.takeBack([mail])
    #expect(state(mail.key, engine) == .failed && isGivenUp(mail.key, engine))
  }
}
