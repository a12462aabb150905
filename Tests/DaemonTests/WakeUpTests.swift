import Domain
import Engine
import Planning
import State
import StateFolder
import Store
import Testing
import Threading

/// Who waits for work is woken by what makes some, and by nothing else.
@Suite struct WakeUpTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// A programme whose event sends no confirmations; with a mail to those who come, it was due a
  /// while ago.
  private func programme(practical: Bool = false) throws -> Programme {
    var programme = try Sample.programme()
    programme.events[0].steps.removeAll { $0.name == "confirmation" }
    if practical {
      programme.events[0].steps.append(
        Step(
          name: "practical", trigger: .at(.local(try Sample.local("2027-05-05T09:30:00"))),
          to: .attending, until: .start, onDoubt: .next))
    }
    return programme
  }

  private func open(_ programme: Programme) throws -> Engine {
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { Sample.morning }, disk: RealDisk(syncs: false)),
      rehearsal: false,
      options: options
    ).engine
    engine.tick()
    return engine
  }

  /// Whether the bell rang for an answer.
  private func rings(_ engine: Engine, _ who: String, _ choice: Choice) throws -> Bool {
    let person = try #require(engine.person(who))
    let mark = engine.wakeUp.mark
    let (result, _) = engine.answer(Answer(choice: choice, via: "link"), of: person, to: "open")
    #expect(throws: Never.self) { try result.get() }
    return engine.wakeUp.mark != mark
  }

  @Test("an answer that gives nobody work rings for nobody")
  func quiet() throws {
    let engine = try open(programme())
    #expect(try !rings(engine, "p0", .yes))
    #expect(try !rings(engine, "p0", .yes))
    #expect(try !rings(engine, "p1", .maybe))
    #expect(try !rings(engine, "p0", .no))
    engine.journal.close()
  }

  @Test("a confirmation that is owed rings")
  func owed() throws {
    let engine = try open(Sample.programme())
    #expect(try rings(engine, "p0", .yes))
    #expect(try !rings(engine, "p0", .yes))
    engine.journal.close()
  }

  @Test("a seat that goes on to the next rings")
  func seats() throws {
    let engine = try open(programme())
    #expect(try !rings(engine, "p0", .yes))
    #expect(try !rings(engine, "p1", .yes))
    #expect(try rings(engine, "p0", .no))
    engine.journal.close()
  }

  @Test("an answer that makes a mail due rings")
  func due() throws {
    let engine = try open(programme(practical: true))
    #expect(try rings(engine, "p0", .yes))
    engine.journal.close()
  }

  @Test("a quorum that may be lost or reached by an answer is looked at")
  func quorum() throws {
    var programme = try programme()
    programme.events[0].quorum = 2
    let engine = try open(programme)
    #expect(try rings(engine, "p0", .yes))
    engine.journal.close()
  }
}
