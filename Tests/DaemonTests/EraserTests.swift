import Domain
import Engine
import Foundation
import Glibc
import Letters
import Planning
import Refusals
import State
import StateFolder
import Store
import StoreTesting
import Testing

/// Erasing while the engine works, on a simulated disk that keeps every byte it was given.
@Suite struct EraserTests {
  /// The keys stand in a real folder, journal and snapshots on the simulated disk.
  private struct Site {
    let folder: Folder
    var disk: SimulatedDisk

    func open(at: Instant = Sample.morning) throws -> Engine {
      var options = JournalOptions()
      options.threading = .caller
      options.segmentBytes = 1500
      options.reserveBytes = 0
      return try StateDirectory.open(
        directory: folder.path, programme: try Sample.programme(), previous: nil,
        environment: Environment(now: { at }, disk: disk), rehearsal: false, options: options
      ).engine
    }

    func eraser(_ engine: Engine, patience: Double = 0) throws -> Eraser {
      Eraser(
        engine, directory: folder.path, keys: try StateDirectory.makeKeys(folder.path),
        patience: patience
      )
    }

    /// Whether any file names p1, by id or address.
    var namesP1: Bool {
      disk.paths.contains { path in
        let text = String(decoding: disk.content(path) ?? [], as: UTF8.self)
        return text.contains(#""p1""#) || text.contains("p1@b.example")
      }
    }
  }

  private func site() throws -> Site { Site(folder: try Folder(), disk: SimulatedDisk()) }

  private func answer(_ engine: Engine, _ who: String) throws {
    let person = try #require(engine.person(who))
    let (_, ticket) = engine.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    try engine.wait(ticket)
  }

  private func seat(_ engine: Engine, _ who: String) -> Seat? {
    engine.person(who).map { person in
      engine.read { current in current.state.events["open"]?.seats.seat(of: person) ?? .none }
    }
  }

  /// p1 has the one seat, p2 waits; a snapshot, and entries after it.
  private func filled(_ site: Site) throws -> Engine {
    let engine = try site.open()
    try answer(engine, "p1")
    try engine.compact()
    try answer(engine, "p2")
    let person = try #require(engine.person("p1"))
    try engine.wait(engine.subscription(of: person, kind: "openspace", stop: true, via: "link"))
    return engine
  }

  @Test("nothing is left of the person, everything of the others, and the seat goes to the next")
  func erased() throws {
    let site = try site()
    let engine = try filled(site)
    #expect(seat(engine, "p1") == .seated && seat(engine, "p2") == .waiting)
    let gone = try site.eraser(engine).forget("P1@b.example")
    #expect(gone.lines > 3)
    #expect(gone.order.ids.contains("p1") && gone.remains.isEmpty)
    #expect(engine.person("p1") == nil && engine.person("p1@b.example") == nil)
    #expect(!site.namesP1)
    engine.tick()
    #expect(seat(engine, "p2") != .waiting)
    try answer(engine, "p0")
    try engine.compact()
    #expect(!site.namesP1)
    engine.journal.close()

    let again = try site.open()
    #expect(again.person("p1") == nil, "the roster still lists p1")
    #expect(seat(again, "p2") != .waiting && seat(again, "p0") == .waiting)
    let files = StoreFiles(directory: site.folder.path, disk: site.disk)
    #expect(try files.verify().problems.isEmpty)
    again.journal.close()
  }

  @Test("who is unknown is refused, and who was erased is unknown")
  func unknown() throws {
    let site = try site()
    let engine = try filled(site)
    let calls = site.disk.calls
    #expect(throws: StateDirectory.Unusable.self) { try site.eraser(engine).forget("nobody") }
    #expect(throws: StateDirectory.Unusable.self) { try site.eraser(engine).forget("") }
    #expect(site.disk.calls == calls)
    try site.eraser(engine).forget("p1")
    #expect(throws: StateDirectory.Unusable.self) { try site.eraser(engine).forget("p1") }
    engine.journal.close()
  }

  @Test("a mail that is under way is waited for; then the rest is erased")
  func underWay() throws {
    let site = try site()
    let may = Zone.utc.instant(try Sample.local("2027-05-04T09:30:00"))
    let engine = try site.open(at: may)
    engine.tick()
    var taken: [DeliveryKey] = []
    while let key = engine.take()?.key { taken.append(key) }
    let number = try #require(engine.person("p1"))
    let key = try #require(taken.first { $0.person == number })
    #expect(engine.commit(key, email: "p1@b.example", messageID: "<1@b>", date: may))
    let eraser = try site.eraser(engine)
    #expect(throws: Eraser.UnderWay.self) { try eraser.forget("p1") }
    #expect(eraser.isOwing)
    #expect(throws: Eraser.UnderWay.self) { try eraser.finish() }
    engine.finish(key, date: may, .sent(reply: "250 p1@b.example is fine"))
    try eraser.finish()
    #expect(!eraser.isOwing)
    #expect(!site.namesP1)
    #expect(engine.person("p1") == nil)
    engine.journal.close()
  }

  @Test("the page's way in does the same without blocking a task")
  func async() async throws {
    let site = try site()
    let engine = try filled(site)
    #expect(try await site.eraser(engine).erase("p1").get().lines > 3)
    #expect(!site.namesP1)
    engine.journal.close()
  }

  @Test("a snapshot that could not be finished, nor removed, names nobody afterwards")
  func draft() throws {
    var left = 0
    for call in 0..<30 {
      let site = try site()
      let engine = try filled(site)
      site.disk.fail(.init(call: site.disk.calls + call, code: EIO, isPersistent: true))
      _ = try? engine.compact()
      site.disk.fail(nil)
      _ = engine.journal.tryToRecover()
      left += site.disk.paths.count { $0.contains("/snapshot/") && $0.hasSuffix(".tmp") }
      try site.eraser(engine).forget("p1")
      #expect(!site.namesP1, "call \(call)")
      engine.journal.close()
    }
    #expect(left > 0)
  }

  @Test("a failing call, or a power cut, at any moment: before, after, or finished by the start")
  func faults() throws {
    let plain = try site()
    let first = try filled(plain)
    let start = plain.disk.calls
    try plain.eraser(first).forget("p1")
    let calls = plain.disk.calls - start
    #expect(calls > 25)
    var befores = 0
    for call in 0..<calls {
      for seed in 0..<3 {
        var site = try site()
        let engine = try filled(site)
        if seed == 0 {
          site.disk.losePower(atCall: start + call)
        } else {
          site.disk.fail(.init(call: start + call, code: EIO, isPersistent: seed == 2))
        }
        let eraser = try site.eraser(engine)
        let told = Result { try eraser.forget("p1") }
        if seed == 1, eraser.isOwing {
          engine.journal.tryToRecover()
          try eraser.finish()
          #expect(!site.namesP1 && engine.person("p1") == nil, "call \(call)")
        }
        site.disk = site.disk.afterCrash(seed == 0 ? .nothing : .coin(seed: UInt64(call)))
        let again = try site.open()
        if (try? told.get()) != nil { #expect(!site.namesP1, "call \(call), seed \(seed)") }
        if site.namesP1 {
          befores += 1
          #expect(seat(again, "p1") == .seated && seat(again, "p2") == .waiting)
          #expect(again.read { current in current.state.forgotten.isEmpty }, "call \(call)")
        } else {
          #expect(again.person("p1") == nil, "call \(call), seed \(seed)")
          #expect(again.read { current in current.state.forgotten.count } == 1)
        }
        again.journal.close()
        let files = StoreFiles(directory: site.folder.path, disk: site.disk)
        #expect(try files.verify().problems.isEmpty, "call \(call), seed \(seed)")
      }
    }
    #expect(befores > 0 && befores < calls)
  }
}
