import Glibc
import JSONLines
import Store
import StoreTesting
import Synchronization
import Testing

struct StoreFilesTests {
  private var options: JournalOptions {
    var options = SimulatedStore.options
    options.segmentBytes = 500
    return options
  }

  /// Ten entries, a snapshot of the first six, and a piece in the quarantine.
  private func store() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for number in 0..<10 {
      try journal.wait(journal.append([entry(number)]))
      if number == 5 {
        try journal.snapshot(through: journal.status.durableSeq, (0..<6).map { entry($0) })
      }
    }
    journal.close()
    disk.setContent("State/quarantine/torn.jsonl", Array("\"n\":3\n\"n\":4\n".utf8))
    return disk
  }

  private func everything(_ disk: SimulatedDisk) -> String {
    disk.paths.map { String(decoding: disk.content($0) ?? [], as: UTF8.self) }.joined()
  }

  /// Erases entry 3 and changes entry 8.
  @discardableResult
  private func forget(_ disk: SimulatedDisk) throws -> Int {
    try StoreFiles(directory: SimulatedStore.directory, disk: disk).rewrite { record in
      if record.fields == entry(3).fields { return nil }
      if record.fields == entry(8).fields {
        return Record(type: record.type, at: record.at, fields: Array(#""gone":true"#.utf8))
      }
      return record
    } quarantine: { bytes in
      !bytes.elementsEqual(#""n":3"#.utf8)
    }
  }

  @Test func `a rewrite reaches journal, snapshots and quarantine and leaves a sound store`() throws
  {
    let disk = try store()
    #expect(everything(disk).contains(#""n":3"#))
    #expect(try forget(disk) == 4)
    #expect(!everything(disk).contains(#""n":3"#))
    #expect(!everything(disk).contains(#""n":8"#))
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    #expect(try files.verify().problems.isEmpty)
    let (journal, report, held) = try SimulatedStore.open(disk, options)
    let expected = [0, 1, 2, 4, 5, 6, 7].map { text($0) } + [#"test "gone":true"#, text(9)]
    #expect(held.texts == expected)
    #expect(report.warnings.isEmpty)
    try journal.wait(journal.append([entry(20)]))
    #expect(try forget(disk) == 0)
  }

  @Test func `a rewrite without changes touches no file`() throws {
    let disk = try store()
    let before = everything(disk)
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    #expect(try files.rewrite({ $0 }, quarantine: { _ in true }) == 0)
    #expect(everything(disk) == before)
  }

  @Test(arguments: [false, true])
  func `power lost at any call of a rewrite leaves all or nothing`(fails: Bool) throws {
    let plain = try store()
    let start = plain.calls
    try forget(plain)
    let calls = plain.calls - start
    #expect(calls > 15)
    for call in 0..<calls {
      for seed in 0..<4 {
        let disk = try store()
        if fails {
          disk.fail(.init(call: start + call, code: EIO, isPersistent: seed % 2 == 0))
        } else {
          disk.losePower(atCall: start + call)
        }
        _ = try? forget(disk)
        let after = disk.afterCrash(seed < 2 ? .nothing : .coin(seed: UInt64(call * 7 + seed)))
        let (_, _, held) = try SimulatedStore.open(after, options)
        let isForgotten = !held.texts.contains(text(3))
        #expect(held.texts.count == (isForgotten ? 9 : 10), "call \(call)")
        #expect(everything(after).contains(#""n":3"#) == !isForgotten, "call \(call)")
        #expect(everything(after).contains(#""n":8"#) == !isForgotten, "call \(call)")
        let files = StoreFiles(directory: SimulatedStore.directory, disk: after)
        #expect(try files.verify().problems.isEmpty, "call \(call), seed \(seed)")
        #expect(!after.paths.contains { $0.hasSuffix(".new") }, "call \(call), seed \(seed)")
      }
    }
  }

  @Test func `export gives every entry as JSON`() throws {
    let disk = try store()
    var numbers: [Int] = []
    let count = try StoreFiles(directory: SimulatedStore.directory, disk: disk).export { bytes in
      numbers.append(try JSONLine(bytes).int("n") ?? -1)
    }
    #expect(numbers == Array(0..<10))
    #expect(count == 10)
  }

  @Test func `reading changes nothing, also with a torn tail`() throws {
    let disk = try SimulatedStore.torn(durable: 2, unsynced: 2).copy()
    let path = SimulatedStore.lastSegment(disk)
    disk.setContent(path, try #require(disk.content(path)).dropLast(3))
    let calls = disk.calls
    var held = Held()
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    try files.read { held.add($0) }
    #expect(held.texts == (0..<3).map { text($0) })
    let check = try files.verify()
    #expect(check.problems.map(\.isTorn) == [true])
    #expect(check.isSound)
    #expect(disk.calls == calls)
  }

  @Test func `a store that is not there holds nothing`() throws {
    let files = StoreFiles(directory: "Nowhere", disk: SimulatedDisk())
    #expect(try files.read { _ in }.entries == 0)
    #expect(try files.verify().entries == 0)
  }

  @Test func `a backup taken under load opens with all that was durable before`() throws {
    let scratch = Scratch()
    let directory = scratch.path + "/State"
    var options = JournalOptions()
    options.segmentBytes = 4000
    let (journal, _) = try Journal.open(directory: directory, disk: RealDisk(), options: options) {
      _ in
    }
    for number in 0..<40 { try journal.wait(journal.append([entry(number)])) }
    let load = LoadThread { number in
      try? journal.wait(journal.append([entry(40 + number)]))
      if number % 20 == 19 {
        // What a snapshot says is the caller's business; this one says that there were forty.
        let seq = journal.status.durableSeq
        try? journal.snapshot(through: seq, (0..<40).map { entry($0) })
      }
    }
    for round in 0..<5 {
      let copy = scratch.path + "/copy\(round)"
      let check = try StoreFiles(directory: directory).backup(to: copy)
      #expect(check.problems.isEmpty)
      var count = 0
      let (opened, report) = try Journal.open(directory: copy, disk: RealDisk()) { _ in count += 1 }
      #expect(count >= 40)
      #expect(report.quarantined.isEmpty)
      opened.close()
    }
    load.stop()
    journal.close()
    #expect(throws: StoreError.self) {
      try StoreFiles(directory: directory).backup(to: scratch.path + "/copy0")
    }
  }

  @Test(arguments: [0, 1, 2])
  func `a backup begins again when files it has not read yet are compacted away`(
    snapshots: Int
  ) throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    let saved = Atomic(0)
    @Sendable func work(_ steps: Int) throws {
      for _ in 0..<steps {
        for _ in 0..<10 {
          let number = saved.add(1, ordering: .relaxed).oldValue
          try journal.wait(journal.append([entry(number)]))
        }
        let count = saved.load(ordering: .relaxed)
        try journal.snapshot(
          through: journal.status.durableSeq, (0..<count).map { entry($0) })
      }
    }
    try work(snapshots)
    let meddled = Atomic(0)
    let meddling = MeddlingDisk(disk: disk) { directory in
      // Twice, when the copy is about to read on in the segments.
      guard directory == SimulatedStore.journal,
        [1, 12].contains(meddled.add(1, ordering: .relaxed).newValue)
      else { return }
      try? work(2)
    }
    let check = try StoreFiles(directory: SimulatedStore.directory, disk: meddling)
      .backup(to: "Copy")
    #expect(check.problems.isEmpty)
    var held = Held()
    try StoreFiles(directory: "Copy", disk: disk).read { held.add($0) }
    #expect(held.texts == (0..<saved.load(ordering: .relaxed)).map { text($0) })
    #expect(meddled.load(ordering: .relaxed) > 1)
  }
}
