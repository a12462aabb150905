import Domain
import Engine
import Planning
import Refusals
import State
import StateFolder
import Store
import Testing

/// What was a person's refusal until the relay turned out to refuse everybody.
@Suite struct TakenBackTests {
  private static let due = Instant(seconds: 1_809_423_000)  // 4 May 2027, 09:30 UTC
  private static let reply = "551 5.1.6 not today"
  private static let refusal = SMTPRefusal(
    stage: .recipient, kind: .noMailbox, code: 551, enhanced: "5.1.6", reply: reply)

  private func open(_ disk: SimulatedDisk) throws -> Office {
    var options = JournalOptions()
    options.threading = .caller
    options.reserveBytes = 1000
    return try Workshop.open(
      directory: "State", programme: try Sample.programme(), previous: nil,
      world: World(now: { Self.due }, disk: disk), rehearsal: false, options: options
    ).office
  }

  private func refuse(_ office: Office) throws -> RefusedMail {
    office.tick()
    let key = try #require(office.take()?.key)
    office.finish(key, date: Self.due, .refused(Self.refusal))
    try office.wait(office.read { $0.ticket })
    #expect(state(key, office) == .failed && isGivenUp(key, office))
    return RefusedMail(key: key, reply: Self.reply)
  }

  private func state(_ key: DeliveryKey, _ office: Office) -> DeliveryState {
    office.read { $0.state.delivery(key) }
  }

  private func isGivenUp(_ key: DeliveryKey, _ office: Office) -> Bool {
    office.read { $0.state.suppressed[key.person] != nil }
  }

  @Test("it is tried again, and its address is one again")
  func tried() throws {
    let office = try open(SimulatedDisk())
    let mail = try refuse(office)
    office.takeBack([mail])
    #expect(state(mail.key, office) == .deferred && !isGivenUp(mail.key, office))
  }

  @Test("the address of a mail that an operator had tried again is one again too")
  func retried() throws {
    let office = try open(SimulatedDisk())
    let mail = try refuse(office)
    let scope = Scope(event: mail.key.event, step: mail.key.step, person: mail.key.person)
    #expect(office.carryOut(.retry, scope, by: "an operator").0 == 1)
    #expect(isGivenUp(mail.key, office))
    office.takeBack([mail])
    #expect(!isGivenUp(mail.key, office))
  }

  @Test("on a disk that fails it is owed, until the disk is mended, and then done once")
  func failingDisk() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    let mail = try refuse(office)
    disk.fail(.init(call: disk.calls, code: 5, isPersistent: true))
    office.takeBack([mail])
    #expect(office.journal.status.readOnly != nil)
    disk.fail(nil)
    #expect(office.journal.tryToRecover())
    office.tick()
    #expect(state(mail.key, office) == .deferred && !isGivenUp(mail.key, office))
    // The same words later, for a reason of this person's, are not taken back once more.
    office.finish(mail.key, date: Self.due, .refused(Self.refusal))
    office.tick()
    #expect(state(mail.key, office) == .failed && isGivenUp(mail.key, office))
  }

  @Test("an address that was given up in other words stays given up, and so does its mail")
  func otherWords() throws {
    let office = try open(SimulatedDisk())
    var mail = try refuse(office)
    mail.reply = "550 computer says no"
    office.takeBack([mail])
    #expect(state(mail.key, office) == .failed && isGivenUp(mail.key, office))
  }
}
