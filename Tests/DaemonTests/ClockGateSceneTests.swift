import Daemon
import Domain
import Engine
import Planning
import Refusals
import State
import StateFolder
import Store
import Synchronization
import Testing

/// A machine that boots hours ahead of the time, until the network tells it.
@Suite struct ClockGateSceneTests {
  private let may = Zone.utc.instant(LocalDateTime(dayNumber: 20_942, hour: 9, minute: 30))
  private let ahead: Int64 = 34 * 3_600

  /// The machine: its two clocks, what the kernel says of them, and a store on it.
  private final class Machine: Sendable {
    let clocks: TrustedClockTests.Clocks
    let isSynchronised = Atomic(false)
    let folder: String
    let heard = Mutex<[ClockGate.Standing]>([])

    init(_ wall: Instant, folder: String) {
      clocks = TrustedClockTests.Clocks(wall)
      self.folder = folder
    }

    func open(waits: Bool = true) throws -> Engine {
      let clock = TrustedClock { [clocks] in clocks.now }
      var environment = Environment(clock: clock, disk: RealDisk(syncs: false))
      if waits {
        environment.kernelClock = { [self] in
          ClockGate.Reading(
            isSynchronised: isSynchronised.load(ordering: .relaxed),
            sinceBoot: clocks.now.boot / 1000)
        }
      }
      environment.onClockGate = { [self] gate in heard.withLock { $0.append(gate.standing) } }
      var options = JournalOptions()
      options.threading = .caller
      return try StateDirectory.open(
        directory: folder, programme: try Sample.programme(), previous: nil,
        environment: environment,
        rehearsal: false, options: options
      ).engine
    }
  }

  /// Sends what goes; the steps.
  private func send(_ engine: Engine) -> [String] {
    engine.tick()
    var steps: [String] = []
    while let key = engine.take()?.key {
      let now = engine.environment.now()
      guard engine.commit(key, email: "", messageID: "", date: now) else { continue }
      engine.finish(key, date: now, .sent(reply: "250"))
      if !["desk", "digest", "preview"].contains(key.step) { steps.append(key.step) }
    }
    return steps
  }

  @Test func `a machine that boots 34 hours ahead mails nobody before their day`() throws {
    let folder = try Folder()
    // It is twenty hours before the invitation is due; the wall says that it was due long ago.
    let machine = Machine(may.adding(seconds: -20 * 3_600 + ahead), folder: folder.path)
    let engine = try machine.open()
    defer { engine.journal.close() }
    #expect(send(engine) == [])
    machine.clocks.pass(120)
    #expect(send(engine) == [] && machine.heard.withLock { $0 } == [.waiting])
    // The network sets the clock; the kernel says so.
    machine.clocks.set(-ahead)
    machine.isSynchronised.store(true, ordering: .relaxed)
    #expect(send(engine) == [])
    #expect(machine.heard.withLock { $0 } == [.waiting, .open])
    #expect(
      engine.environment.clock?.jump == nil && engine.read { $0.state.holds[.everything] } == nil)
    machine.clocks.pass(20 * 3_600)
    #expect(send(engine) == ["invitation", "invitation", "invitation"])
    #expect(engine.read { $0.state.events["open"]?.steps["invitation"]?.count(.missed) } == 0)
  }

  @Test func `without waiting it would have mailed all of them`() throws {
    let folder = try Folder()
    let engine = try Machine(may.adding(seconds: -20 * 3_600 + ahead), folder: folder.path)
      .open(waits: false)
    defer { engine.journal.close() }
    #expect(send(engine).count == 3)
  }

  @Test func `who answers meanwhile is confirmed, and nothing is given up as too late`() throws {
    let folder = try Folder()
    // Years ahead: the event is over by this clock.
    let machine = Machine(may.adding(seconds: 3_600), folder: folder.path)
    let engine = try machine.open()
    defer { engine.journal.close() }
    #expect(send(engine) == [])
    let person = try #require(engine.person("p0"))
    let (result, _) = engine.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    #expect(result == .success(true))
    #expect(send(engine) == ["confirmation"])
    #expect(engine.read { $0.clockGate.isWaiting })
  }

  @Test func `after a quarter of an hour it goes on`() throws {
    let folder = try Folder()
    let machine = Machine(may.adding(seconds: 60), folder: folder.path)
    let engine = try machine.open()
    defer { engine.journal.close() }
    #expect(send(engine) == [])
    machine.clocks.pass(14 * 60)
    #expect(send(engine) == [])
    machine.clocks.pass(60)
    #expect(send(engine).count == 3)
    #expect(machine.heard.withLock { $0 } == [.waiting, .wentOn])
  }
}
