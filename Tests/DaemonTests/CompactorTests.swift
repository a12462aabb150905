import Domain
import Engine
import Foundation
import State
import StateFolder
import Store
import Testing

/// Snapshots that are taken by themselves, on a real journal with its own thread.
@Suite struct CompactorTests {
  private func snapshots(_ folder: Folder) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/snapshot"))
    return (names ?? []).filter { $0.hasSuffix(".jsonl") }.sorted()
  }

  private func waitUntil(_ isDone: () -> Bool) -> Bool {
    for _ in 0..<2000 {
      if isDone() { return true }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return false
  }

  /// Answers by turns until the journal has grown by that many entries.
  private func answer(_ engine: Engine, times: Int) throws {
    for time in 0..<times {
      let person = try #require(engine.person("p\(time % 3)"))
      let choice: Choice = engine.read { current in
        current.state.events["open"]?.seats.standings[person]?.choice == .no ? .maybe : .no
      }
      try engine.wait(
        engine.answer(Answer(choice: choice, via: "link"), of: person, to: "open").1)
    }
  }

  @Test(
    "the journal's growth, by entries or by bytes, is answered by one snapshot",
    arguments: [
      (20, 1 << 30), (1 << 30, 4000),
    ])
  func growth(entries: Int, bytes: Int) throws {
    let folder = try Folder()
    let keys = try StateDirectory.makeKeys(folder.path)
    let opening = try StateDirectory.open(
      directory: folder.path, programme: try Sample.programme(), previous: nil,
      environment: Environment(now: { Sample.morning }, disk: RealDisk(syncs: false)),
      rehearsal: false,
      options: JournalOptions())
    let engine = opening.engine
    let eraser = Eraser(engine, directory: folder.path, keys: keys)
    let compactor = Compactor(
      engine, eraser: eraser, report: opening.report, mostEntries: entries, mostBytes: bytes)
    #expect(!compactor.look())
    #expect(snapshots(folder).isEmpty)
    for round in 1...3 {
      let before = snapshots(folder)
      try answer(engine, times: 30)
      let isTaken = waitUntil {
        compactor.look()
        return snapshots(folder) != before
      }
      #expect(isTaken, "round \(round)")
      #expect(waitUntil { snapshots(folder).count == min(round, 2) }, "two generations are kept")
      // Nothing has grown since.
      #expect(waitUntil { !compactor.isAtWork })
      #expect(!compactor.look(), "round \(round)")
    }
    let counts = engine.read { current in current.state.events["open"]?.seats.standings }
    engine.journal.close()
    let again = try StateDirectory.open(
      directory: folder.path, programme: try Sample.programme(), previous: nil,
      environment: Environment(now: { Sample.morning }, disk: RealDisk(syncs: false)),
      rehearsal: false,
      options: JournalOptions())
    #expect(
      again.engine.read { current in current.state.events["open"]?.seats.standings } == counts)
    #expect(again.report.snapshotSeq != nil)
    again.engine.journal.close()
    #expect(try StoreFiles(directory: folder.path).verify().problems.isEmpty)
  }
}
