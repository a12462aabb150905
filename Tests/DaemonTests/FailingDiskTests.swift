import Domain
import Engine
import Planning
import Refusals
import State
import StateFolder
import Store
import StoreTesting
import Synchronization
import Testing

/// The engine on a disk that fails in the middle: nobody was told anything, nothing is forgotten.
@Suite struct FailingDiskTests {
  private static let due = Instant(seconds: 1_809_423_000)  // 4 May 2027, 09:30 UTC

  private func open(_ disk: SimulatedDisk) throws -> Engine {
    var options = JournalOptions()
    options.threading = .caller
    options.reserveBytes = 1000
    return try StateDirectory.open(
      directory: "State", programme: try Sample.programme(), previous: nil,
      environment: Environment(now: { Self.due }, disk: disk), rehearsal: false, options: options
    ).engine
  }

  private func fail(_ disk: SimulatedDisk) {
    disk.fail(.init(call: disk.calls, code: 5, isPersistent: true))
  }

  private func mend(_ disk: SimulatedDisk, _ engine: Engine) {
    disk.fail(nil)
    #expect(engine.journal.tryToRecover())
    engine.tick()
  }

  @Test("a reload that cannot be recorded leaves the programme before in force")
  func reload() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    var edited = try Sample.programme()
    edited.fingerprint = "2"
    edited.events = []
    fail(disk)
    #expect(throws: StoreError.self) { try engine.accept(edited) }
    #expect(engine.read { $0.programme.fingerprint } == "1")
    mend(disk, engine)
    #expect(engine.read { $0.state.programme?.fingerprint } == "1")
    #expect(engine.take()?.key.step == "invitation")
    try engine.accept(edited)
    #expect(engine.read { $0.programme.fingerprint } == "2")
  }

  @Test("what was made of a programme comes into force with its rules, and goes back with them")
  func adopted() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    engine.tick()
    var edited = try Sample.programme()
    edited.fingerprint = "2"
    let made = Mutex("1")
    let reload = {
      try engine.accept(edited, asKept: edited.fingerprint) {
        made.withLock { $0 = "2" }
        return { made.withLock { $0 = "1" } }
      }
    }
    let taken = { try #require(engine.take { made.withLock { $0 } }).found }
    fail(disk)
    #expect(throws: StoreError.self) { try reload() }
    #expect(made.withLock { $0 } == "1")
    mend(disk, engine)
    #expect(try taken() == "1")
    #expect(try engine.accept(edited, asKept: "3") { preconditionFailure("adopted") } == nil)
    #expect(try reload() == [])
    engine.tick()
    #expect(try taken() == "2")
  }

  @Test("an answer equal to the recorded one is not called saved while the disk fails")
  func equalAnswer() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    let person = try #require(engine.person("p1"))
    func say(_ choice: Choice) -> (changed: Bool, isSaved: Bool) {
      let (result, ticket) = engine.answer(
        Answer(choice: choice, via: "link"), of: person, to: "open")
      return ((try? result.get()) == true, (try? engine.wait(ticket)) != nil)
    }
    #expect(say(.yes) == (true, true))
    fail(disk)
    // Written perhaps, and not synced: after a crash it may be what counts.
    #expect(say(.no) == (true, false))
    #expect(say(.yes) == (false, false))
    mend(disk, engine)
    #expect(say(.yes) == (false, true))
  }

  @Test("a mail whose end was recorded on a failing disk is in doubt; one under way is not")
  func lostEnd() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    engine.tick()
    let keys = try (0..<2).map { _ in try #require(engine.take()?.key) }
    for key in keys {
      #expect(engine.commit(key, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    }
    fail(disk)
    engine.finish(keys[0], date: Self.due, .sent(reply: "250"))
    let (_, ticket) = engine.change { _, _ in ((), []) }
    #expect(throws: StoreError.self) { try engine.wait(ticket) }
    mend(disk, engine)
    #expect(keys.map { key in engine.read { $0.state.delivery(key) } } == [.doubt, .committed])
    engine.finish(keys[1], date: Self.due, .sent(reply: "250"))
    engine.tick()
    #expect(keys.map { key in engine.read { $0.state.delivery(key) } } == [.doubt, .sent])
  }

  @Test("how a mail ended is not forgotten when an answer after it finds the disk full")
  func fullDisk() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    engine.tick()
    disk.setCapacity(0)
    // What was set aside is soon used up.
    let key = try #require(engine.take()?.key)
    #expect(engine.commit(key, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    while engine.journal.status.readOnly == nil, let next = engine.take()?.key {
      #expect(engine.commit(next, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    }
    #expect(engine.journal.status.readOnly != nil)
    engine.finish(key, date: Self.due, .sent(reply: "250"))
    let person = try #require(engine.person("p1"))
    let (_, ticket) = engine.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    #expect(throws: StoreError.self) { try engine.wait(ticket) }
    // The next change reads the state again.
    engine.change { _, _ in ((), []) }
    #expect(engine.read { $0.state.delivery(key) } == .sent)
    #expect(engine.read { $0.state.events["open"]?.seats.standings.isEmpty } == true)
  }

  @Test("an end that a failed disk refused is not believed because it is in memory")
  func refusedEnd() throws {
    let disk = SimulatedDisk()
    let engine = try open(disk)
    engine.tick()
    let key = try #require(engine.take()?.key)
    #expect(engine.commit(key, email: "p@b.example", messageID: "<1@b>", date: Self.due))
    fail(disk)
    let person = try #require(engine.person("p1"))
    let (_, ticket) = engine.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    #expect(throws: StoreError.self) { try engine.wait(ticket) }
    engine.finish(key, date: Self.due, .sent(reply: "250"))
    mend(disk, engine)
    #expect(engine.read { $0.state.delivery(key) } == .doubt)
    try engine.wait(engine.read { $0.ticket })
    var read = State()
    read.people = engine.read { $0.state.people }
    try engine.journal.replay { line in
      if let entry = try read.decode(type: line.type, line.json) {
        read.apply(entry, at: Instant(milliseconds: line.at))
      }
    }
    #expect(read.delivery(key) == .doubt)
  }
}
