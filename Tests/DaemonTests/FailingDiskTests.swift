import Domain
import Engine
import Planning
import Refusals
import State
import StateFolder
import Store
import Synchronization
import Testing

/// The office on a disk that fails in the middle: nobody was told anything, nothing is forgotten.
@Suite struct FailingDiskTests {
  private static let due = Instant(seconds: 1_809_423_000)  // 4 May 2027, 09:30 UTC

  private func open(_ disk: SimulatedDisk) throws -> Office {
    var options = JournalOptions()
    options.threading = .caller
    options.reserveBytes = 1000
    return try Workshop.open(
      directory: "State", programme: try Sample.programme(), previous: nil,
      world: World(now: { Self.due }, disk: disk), rehearsal: false, options: options
    ).office
  }

  private func fail(_ disk: SimulatedDisk) {
    disk.fail(.init(call: disk.calls, code: 5, isPersistent: true))
  }

  private func mend(_ disk: SimulatedDisk, _ office: Office) {
    disk.fail(nil)
    #expect(office.journal.tryToRecover())
    office.tick()
  }

  @Test("a reload that cannot be recorded leaves the programme before in force")
  func reload() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    var edited = try Sample.programme()
    edited.fingerprint = "2"
    edited.events = []
    fail(disk)
    #expect(throws: StoreError.self) { try office.accept(edited) }
    #expect(office.read { $0.programme.fingerprint } == "1")
    mend(disk, office)
    #expect(office.read { $0.state.programme?.fingerprint } == "1")
    #expect(office.take()?.key.step == "invitation")
    try office.accept(edited)
    #expect(office.read { $0.programme.fingerprint } == "2")
  }

  @Test("what was made of a programme comes into force with its rules, and goes back with them")
  func adopted() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    office.tick()
    var edited = try Sample.programme()
    edited.fingerprint = "2"
    let made = Mutex("1")
    let reload = {
      try office.accept(edited, asKept: edited.fingerprint) {
        made.withLock { $0 = "2" }
        return { made.withLock { $0 = "1" } }
      }
    }
    let taken = { try #require(office.take { made.withLock { $0 } }).found }
    fail(disk)
    #expect(throws: StoreError.self) { try reload() }
    #expect(made.withLock { $0 } == "1")
    mend(disk, office)
    #expect(try taken() == "1")
    #expect(try office.accept(edited, asKept: "3") { preconditionFailure("adopted") } == nil)
    #expect(try reload() == [])
    office.tick()
    #expect(try taken() == "2")
  }

  @Test("an answer equal to the recorded one is not called saved while the disk fails")
  func equalAnswer() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    let person = try #require(office.person("p1"))
    func say(_ choice: Choice) -> (changed: Bool, isSaved: Bool) {
      let (result, ticket) = office.answer(
        Answer(choice: choice, via: "link"), of: person, to: "open")
      return ((try? result.get()) == true, (try? office.wait(ticket)) != nil)
    }
    #expect(say(.yes) == (true, true))
    fail(disk)
    // Written perhaps, and not synced: after a crash it may be what counts.
    #expect(say(.no) == (true, false))
    #expect(say(.yes) == (false, false))
    mend(disk, office)
    #expect(say(.yes) == (false, true))
  }

  @Test("a mail whose end was recorded on a failing disk is in doubt; one under way is not")
  func lostEnd() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    office.tick()
    let keys = try (0..<2).map { _ in try #require(office.take()?.key) }
    for key in keys {
      #expect(office.commit(key, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    }
    fail(disk)
    office.finish(keys[0], date: Self.due, .sent(reply: "250"))
    let (_, ticket) = office.change { _, _ in ((), []) }
    #expect(throws: StoreError.self) { try office.wait(ticket) }
    mend(disk, office)
    #expect(keys.map { key in office.read { $0.state.delivery(key) } } == [.doubt, .committed])
    office.finish(keys[1], date: Self.due, .sent(reply: "250"))
    office.tick()
    #expect(keys.map { key in office.read { $0.state.delivery(key) } } == [.doubt, .sent])
  }

  @Test("how a mail ended is not forgotten when an answer after it finds the disk full")
  func fullDisk() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    office.tick()
    disk.setCapacity(0)
    // What was set aside is soon used up.
    let key = try #require(office.take()?.key)
    #expect(office.commit(key, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    while office.journal.status.readOnly == nil, let next = office.take()?.key {
      #expect(office.commit(next, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    }
    #expect(office.journal.status.readOnly != nil)
    office.finish(key, date: Self.due, .sent(reply: "250"))
    let person = try #require(office.person("p1"))
    let (_, ticket) = office.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    #expect(throws: StoreError.self) { try office.wait(ticket) }
    // The next change reads the state again.
    office.change { _, _ in ((), []) }
    #expect(office.read { $0.state.delivery(key) } == .sent)
    #expect(office.read { $0.state.events["open"]?.seats.standings.isEmpty } == true)
  }

  @Test("an end that a failed disk refused is not believed because it is in memory")
  func refusedEnd() throws {
    let disk = SimulatedDisk()
    let office = try open(disk)
    office.tick()
    let key = try #require(office.take()?.key)
    #expect(office.commit(key, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    fail(disk)
    let person = try #require(office.person("p1"))
    let (_, ticket) = office.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    #expect(throws: StoreError.self) { try office.wait(ticket) }
    office.finish(key, date: Self.due, .sent(reply: "250"))
    mend(disk, office)
    #expect(office.read { $0.state.delivery(key) } == .doubt)
    try office.wait(office.read { $0.ticket })
    var read = State()
    read.people = office.read { $0.state.people }
    try office.journal.replay { line in
      if let entry = try read.decode(type: line.type, line.json) {
        read.apply(entry, at: Instant(milliseconds: line.at))
      }
    }
    #expect(read.delivery(key) == .doubt)
  }
}
