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

/// What stops by itself until an operator lets it go: the roster, a blast, a clock that jumped.
@Suite struct BrakeTests {
  private final class Heard: Sendable {
    private let brakes = Mutex<[Brake]>([])
    var all: [Brake] { brakes.withLock { $0 } }
    func hear(_ brake: Brake) { brakes.withLock { $0.append(brake) } }
  }

  private let heard = Heard()
  private let may = Zone.utc.instant(LocalDateTime(dayNumber: 20_942, hour: 9, minute: 30))

  /// `people` are p0, p1, …; the invitation of "open" is due on 4 May 2027 at 09:30, its reminder
  /// on 1 June.
  private func programme(
    _ people: Range<Int> = 0..<40, reminder: String = "2027-06-01T09:30:00", mark: String = "1"
  ) throws -> Programme {
    var programme = try Sample.programme()
    programme.people = Roster(
      try people.map { Person(id: "p\($0)", email: try MailAddress("p\($0)@b.example")) })
    programme.events[0].steps.append(
      Step(
        name: "reminder", trigger: .at(.local(try Sample.local(reminder))), to: .silent,
        until: .start, onDoubt: .next))
    programme.fingerprint = mark
    return programme
  }

  private func open(
    _ folder: Folder, _ programme: Programme, previous: Programme? = nil, at: Instant,
    rehearsal: Bool = false
  ) throws -> Engine {
    var options = JournalOptions()
    options.threading = .caller
    return try StateDirectory.open(
      directory: folder.path, programme: programme, previous: previous,
      environment: Environment(now: { at }, disk: RealDisk(syncs: false), onBrake: heard.hear),
      rehearsal: rehearsal, options: options
    ).engine
  }

  /// Sends all that is due; how many.
  /// How many mails went to guests; what the host is told goes too and does not count.
  private func sendAll(_ engine: Engine, at: Instant) -> Int {
    engine.tick()
    var count = 0
    while let key = engine.take()?.key {
      guard engine.commit(key, email: "", messageID: "", date: at) else { continue }
      engine.finish(key, date: at, .sent(reply: "250"))
      if !["desk", "digest", "preview"].contains(key.step) { count += 1 }
    }
    return count
  }

  private func hold(_ engine: Engine, _ scope: Scope) -> String? {
    engine.read { $0.state.holds[scope] }
  }

  private func release(_ engine: Engine, _ what: String) -> ControlReply {
    Commands(engine: engine, reload: nil).handle(
      ControlRequest(command: "release", arguments: ["event": what]))
  }

  // MARK: - The roster

  @Test("a roster that loses a tenth comes into force, one that loses more waits")
  func roster() throws {
    let engine = try open(try Folder(), try programme(), at: Sample.morning)
    defer { engine.journal.close() }
    try engine.accept(programme(0..<36, mark: "2"))
    #expect(engine.read { $0.programme.people.count } == 36 && heard.all == [])
    try engine.accept(programme(0..<32, mark: "3"))
    #expect(engine.read { $0.programme.people.count } == 36)
    let why = "4 of 36 people are gone from Config/people"
    #expect(hold(engine, .roster) == why)
    #expect(heard.all == [Brake(.roster, why: why)])
    #expect(heard.all.first?.remedy == "convoke release people")
    // The rest of the edit is in force.
    #expect(engine.read { $0.state.programme?.fingerprint } == "3+roster")
  }

  @Test("people who wait to go are still mailed; after the release they are not")
  func released() throws {
    let engine = try open(try Folder(), try programme(), at: may)
    defer { engine.journal.close() }
    try engine.accept(programme(0..<20, mark: "2"))
    #expect(release(engine, "people").exitCode == 0)
    #expect(engine.read { $0.programme.people.count } == 40)
    try engine.accept(programme(0..<20, mark: "2"))
    #expect(engine.read { $0.programme.people.count } == 20 && hold(engine, .roster) == nil)
    #expect(sendAll(engine, at: may) == 20)
    // One release, one roster.
    try engine.accept(programme(0..<10, mark: "3"))
    #expect(engine.read { $0.programme.people.count } == 20 && hold(engine, .roster) != nil)
    #expect(release(engine, "people").exitCode == 0)
    let nothing = "convoke: the roster is not waiting; nothing to release"
    #expect(release(engine, "people").errors == [nothing])
  }

  @Test("a roster that is whole again waits no longer, and a new loss is asked about anew")
  func mended() throws {
    let engine = try open(try Folder(), try programme(), at: Sample.morning)
    defer { engine.journal.close() }
    try engine.accept(programme(0..<20, mark: "2"))
    try engine.accept(programme(0..<41, mark: "3"))
    #expect(engine.read { $0.programme.people.count } == 41 && hold(engine, .roster) == nil)
    try engine.accept(programme(0..<20, mark: "4"))
    #expect(engine.read { $0.programme.people.count } == 41 && hold(engine, .roster) != nil)
    // What is in force, put in force again as a start with broken files does, ends no wait.
    try engine.accept(programme(0..<41, mark: "4+roster"))
    #expect(hold(engine, .roster) != nil)
    try engine.accept(programme(0..<41, mark: "4"))
    #expect(hold(engine, .roster) == nil)
    try engine.accept(programme(0..<20, mark: "5"))
    #expect(engine.read { $0.programme.people.count } == 41 && hold(engine, .roster) != nil)
  }

  @Test("a start with a short roster waits as a reload does, and the hold outlives a restart")
  func atStart() throws {
    let folder = try Folder()
    try open(folder, try programme(), at: Sample.morning).journal.close()
    let short = try programme(5..<40, mark: "2")
    for _ in 0..<2 {
      let engine = try open(folder, short, previous: try programme(), at: Sample.morning)
      #expect(engine.read { $0.programme.people.count } == 40 && hold(engine, .roster) != nil)
      engine.journal.close()
    }
    #expect(heard.all.count == 2)
    let engine = try open(folder, try programme(), previous: try programme(), at: Sample.morning)
    #expect(hold(engine, .roster) == nil)
    engine.journal.close()
  }

  @Test("a rehearsal says what serve would wait for, and goes on")
  func rehearsal() throws {
    let folder = try Folder()
    try open(folder, try programme(), at: Sample.morning, rehearsal: true).journal.close()
    let engine = try open(
      folder, try programme(0..<20, mark: "2"), previous: try programme(), at: Sample.morning,
      rehearsal: true)
    defer { engine.journal.close() }
    #expect(engine.read { $0.programme.people.count } == 20 && hold(engine, .roster) == nil)
    #expect(heard.all.map(\.scope) == [.roster])
  }

  // MARK: - A blast

  /// Forty people were invited on 4 May; now it is the 10th, and the reminder is moved to the past.
  private func invited(_ folder: Folder) throws -> (Engine, Instant) {
    let first = try open(folder, try programme(), at: may)
    #expect(sendAll(first, at: may) == 40)
    first.journal.close()
    let later = may.adding(seconds: 6 * 86_400)
    return (try open(folder, try programme(), previous: try programme(), at: later), later)
  }

  @Test("an edit that wants far more at once than was planned holds everything until it is let go")
  func blast() throws {
    let folder = try Folder()
    let (engine, later) = try invited(folder)
    defer { engine.journal.close() }
    try engine.accept(programme(reminder: "2027-05-08T09:30:00", mark: "2"))
    let why = try #require(hold(engine, .everything))
    #expect(why == "the edit wants 40 mails at once where 0 were planned; see convoke plan")
    #expect(heard.all.map(\.remedy) == ["convoke release all"])
    #expect(sendAll(engine, at: later) == 0)
    let person = try #require(engine.person("p1"))
    let (result, _) = engine.answer(Answer(choice: .no, via: "link"), of: person, to: "open")
    #expect(result == .success(true))
    #expect(sendAll(engine, at: later) == 0)
    #expect(release(engine, "all").exitCode == 0)
    #expect(hold(engine, .everything) == nil)
    // 39 reminders, and the confirmation of the answer.
    #expect(sendAll(engine, at: later) == 40)
  }

  @Test("what was planned for now, a few late joiners and a new event are no blast")
  func noBlast() throws {
    let (engine, later) = try invited(try Folder())
    defer { engine.journal.close() }
    try engine.accept(programme(0..<49, mark: "2"))
    #expect(hold(engine, .everything) == nil)
    var more = try programme(0..<49, mark: "3")
    var event = more.events[0]
    event.id = "second"
    more.events.append(event)
    try engine.accept(more)
    #expect(hold(engine, .everything) == nil)
    #expect(sendAll(engine, at: later) == 9 + 49)
    // The same edit where a third of it was planned anyway.
    #expect(heard.all == [])
  }

  @Test("a third of it planned is enough")
  func planned() throws {
    let folder = try Folder()
    let (engine, _) = try invited(folder)
    engine.journal.close()
    let day = Zone.utc.instant(try Sample.local("2027-06-02T09:30:00"))
    // Overdue at the restart, and foreseen by the programme before.
    let again = try open(
      folder, try programme(mark: "2"), previous: try programme(), at: day)
    defer { again.journal.close() }
    #expect(hold(again, .everything) == nil)
    #expect(sendAll(again, at: day) == 40)
  }

  @Test("an empty history is no reason to stop")
  func emptyHistory() throws {
    let engine = try open(try Folder(), try programme(), at: Sample.morning)
    defer { engine.journal.close() }
    var sooner = try programme(mark: "2")
    sooner.events[0].steps[0].trigger = .at(.local(try Sample.local("2027-01-01T09:30:00")))
    try engine.accept(sooner)
    #expect(hold(engine, .everything) == nil)
  }

  // MARK: - The clock

  @Test("a clock that jumps stops mail but no answers, and is believed when it is back")
  func clock() throws {
    let clocks = TrustedClockTests.Clocks(may.adding(seconds: -60))
    let clock = TrustedClock { clocks.now }
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: try Folder().path, programme: try programme(), previous: nil,
      environment: Environment(clock: clock, disk: RealDisk(syncs: false), onBrake: heard.hear),
      rehearsal: false, options: options
    ).engine
    defer { engine.journal.close() }
    let tenYears: Int64 = 10 * 365 * 86_400
    for (number, jump) in ([25 * 3_600, tenYears, -7_200] as [Int64]).enumerated() {
      clocks.set(jump)
      #expect(sendAll(engine, at: clock.now) == 0)
      #expect(
        hold(engine, .everything)?.hasPrefix("the clock jumped from 2027-05-04T09:29") == true)
      let person = try #require(engine.person("p\(number)"))
      let (result, _) = engine.answer(Answer(choice: .maybe, via: "link"), of: person, to: "open")
      #expect(result == .success(true))
      clocks.set(-jump)
      #expect(sendAll(engine, at: clock.now) == 1)
      #expect(hold(engine, .everything) == nil)
    }
    #expect(heard.all.count == 3)
    clocks.pass(60)
    #expect(sendAll(engine, at: clock.now) == 40)
    #expect(engine.read { $0.state.events["open"]?.steps["invitation"]?.count(.missed) } == 0)
  }

  @Test("released although the clock has not come back, the clock counts as right")
  func believed() throws {
    let clocks = TrustedClockTests.Clocks(may.adding(seconds: -86_400))
    let clock = TrustedClock { clocks.now }
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: try Folder().path, programme: try programme(), previous: nil,
      environment: Environment(clock: clock, disk: RealDisk(syncs: false), onBrake: heard.hear),
      rehearsal: false, options: options
    ).engine
    defer { engine.journal.close() }
    clocks.set(86_400 + 60)
    #expect(sendAll(engine, at: clock.now) == 0)
    #expect(release(engine, "all").exitCode == 0)
    #expect(sendAll(engine, at: clock.now) == 40)
  }

  @Test("a start with a clock before the last entry is held, whatever the files say")
  func clockAtStart() throws {
    let folder = try Folder()
    try open(folder, try programme(), at: may.adding(seconds: -60)).journal.close()
    let clocks = TrustedClockTests.Clocks(may.adding(seconds: -30 * 86_400))
    let clock = TrustedClock { clocks.now }
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: try programme(), previous: try programme(),
      environment: Environment(clock: clock, disk: RealDisk(syncs: false), onBrake: heard.hear),
      rehearsal: false, options: options
    ).engine
    defer { engine.journal.close() }
    clocks.pass(120)
    #expect(sendAll(engine, at: clock.now) == 0 && hold(engine, .everything) != nil)
    clocks.set(30 * 86_400)
    #expect(sendAll(engine, at: clock.now) == 40)
  }
}
