import Glibc
import Store
import StoreTesting
import Testing

/// Erasing while the journal goes on.
struct LiveRewriteTests {
  private var options: JournalOptions {
    var options = SimulatedStore.options
    options.segmentBytes = 500
    return options
  }

  private func transform(_ record: Record) -> Record? {
    record.fields == entry(3).fields ? nil : record
  }

  private func everything(_ disk: SimulatedDisk) -> String {
    disk.paths.map { String(decoding: disk.content($0) ?? [], as: UTF8.self) }.joined()
  }

  /// Ten entries, a snapshot of the first six, a piece in the quarantine; the journal is open.
  private func store() throws -> (SimulatedDisk, Journal) {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for number in 0..<10 {
      try journal.wait(journal.append([entry(number)]))
      if number == 5 {
        try journal.snapshot(through: journal.status.durableSeq, (0..<6).map { entry($0) })
      }
    }
    disk.setContent("State/quarantine/torn.jsonl", Array("\"n\":3\n\"n\":4\n".utf8))
    return (disk, journal)
  }

  private func rewrite(_ journal: Journal) throws -> Int {
    try journal.rewrite(transform) { !$0.elementsEqual(#""n":3"#.utf8) }
  }

  @Test func `a running journal loses the record everywhere and goes on`() throws {
    let (disk, journal) = try store()
    #expect(try rewrite(journal) == 3)
    #expect(!everything(disk).contains(#""n":3"#))
    try journal.wait(journal.append([entry(10)]))
    var held = Held()
    try journal.replay { held.add($0) }
    let expected = (0...10).filter { $0 != 3 }.map { text($0) }
    #expect(held.texts == expected)
    #expect(try rewrite(journal) == 0)
    let (_, _, after) = try SimulatedStore.open(disk.afterCrash(.nothing), options)
    #expect(after.texts == expected)
  }

  @Test func `what a failed batch left in an older segment is erased with it`() throws {
    let (disk, journal) = try store()
    // The line of entry 3 again, written and not cut off: the disk fails for a while.
    disk.fail(.init(call: disk.calls + 1, code: EIO, isPersistent: true))
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(3)])) }
    disk.fail(nil)
    let path = SimulatedStore.lastSegment(disk)
    disk.setContent(path, try #require(disk.content(path)).dropLast(5))
    #expect(journal.tryToRecover())
    journal.resume()
    #expect(everything(disk).contains(#""n":3"#))
    #expect(try rewrite(journal) > 0)
    #expect(!everything(disk).contains(#""n":3"#))
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    #expect(try files.verify().problems.isEmpty)
  }

  @Test func `while no segment can be begun nothing is changed`() throws {
    let (disk, journal) = try store()
    disk.fail(.init(call: disk.calls, code: EIO, isPersistent: true))
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(10)])) }
    #expect(throws: StoreError.self) { try rewrite(journal) }
    #expect(everything(disk).contains(#""n":3"#))
  }

  @Test(arguments: [false, true])
  func `any call fails, or the power goes: all or nothing, and what was saved stays`(
    fails: Bool
  ) throws {
    let (plain, first) = try store()
    let start = plain.calls
    _ = try rewrite(first)
    let calls = plain.calls - start
    #expect(calls > 15)
    for call in 0..<calls {
      for seed in 0..<4 {
        let (disk, journal) = try store()
        if fails {
          disk.fail(.init(call: start + call, code: EIO, isPersistent: seed % 2 == 0))
        } else {
          disk.losePower(atCall: start + call)
        }
        _ = try? rewrite(journal)
        var saved = Array(0..<10)
        if fails, seed % 2 == 1 {
          if journal.status.readOnly != nil { _ = journal.tryToRecover() }
          journal.resume()
          if (try? journal.wait(journal.append([entry(10)]))) != nil { saved.append(10) }
        }
        let after = disk.afterCrash(seed < 2 ? .nothing : .coin(seed: UInt64(call * 7 + seed)))
        let (_, _, held) = try SimulatedStore.open(after, options)
        let isForgotten = !held.texts.contains(text(3))
        let expected = saved.filter { !isForgotten || $0 != 3 }.map { text($0) }
        #expect(held.texts == expected, "call \(call), seed \(seed)")
        #expect(everything(after).contains(#""n":3"#) == !isForgotten, "call \(call)")
        let files = StoreFiles(directory: SimulatedStore.directory, disk: after)
        #expect(try files.verify().problems.isEmpty, "call \(call), seed \(seed)")
        #expect(!after.paths.contains { $0.hasSuffix(".new") }, "call \(call), seed \(seed)")
      }
    }
  }

  @Test func `under load nothing saved is lost and nothing erased remains`() throws {
    let scratch = Scratch()
    let directory = scratch.path + "/State"
    var options = JournalOptions()
    options.segmentBytes = 4000
    let (journal, _) = try Journal.open(directory: directory, disk: RealDisk(), options: options) {
      _ in
    }
    for number in 0..<40 { try journal.wait(journal.append([entry(number)])) }
    let load = LoadThread { try? journal.wait(journal.append([entry(100 + $0)])) }
    #expect(try journal.rewrite(transform) { _ in true } == 1)
    load.stop()
    journal.close()
    var held = Held()
    let (again, _) = try Journal.open(directory: directory, disk: RealDisk()) { held.add($0) }
    again.close()
    let old = (0..<40).filter { $0 != 3 }.map { text($0) }
    #expect(Array(held.texts.prefix(39)) == old)
    #expect(Array(held.texts.dropFirst(39)) == (0..<held.texts.count - 39).map { text(100 + $0) })
    #expect(try StoreFiles(directory: directory).verify().problems.isEmpty)
  }
}
