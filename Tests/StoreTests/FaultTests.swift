import Glibc
import Store
import StoreTesting
import Testing

/// The Nth call fails, once or for good, over append, rotation and snapshot: what callers were told
/// is compared with a plain list after each step.
struct FaultTests {
  private var options: JournalOptions {
    var options = SimulatedStore.options
    options.segmentBytes = 600
    options.reserveBytes = 4096
    return options
  }

  /// Appends entries one by one; on a failure recovers as a daemon would. Returns what was saved.
  private func run(_ disk: SimulatedDisk, _ journal: Journal, from first: Int) throws -> [Int] {
    var saved: [Int] = []
    for number in first..<first + 12 {
      do {
        try journal.wait(journal.append([entry(number)]))
        saved.append(number)
      } catch {
        #expect(error.exitCode == 75)
        guard journal.tryToRecover() else { continue }
        var held = Held()
        try journal.replay { held.add($0) }
        #expect(held.texts == ((0..<first) + saved).map { text($0) }, "replay while running")
        #expect(journal.status.readOnly == nil)
        #expect(!journal.status.needsReplay)
      }
      if number % 5 == 4 {
        let state = ((0..<first) + saved).map { entry($0) }
        try? journal.snapshot(through: journal.status.durableSeq, state)
      }
    }
    return saved
  }

  @Test(arguments: [EIO, ENOSPC, EROFS], [false, true])
  func `any call fails`(code: Int32, isPersistent: Bool) throws {
    let plain = SimulatedDisk()
    let (first, _, _) = try SimulatedStore.open(plain, options)
    let start = plain.calls
    #expect(try run(plain, first, from: 0).count == 12)
    first.close()
    for call in start..<plain.calls {
      let disk = SimulatedDisk()
      let (journal, _, _) = try SimulatedStore.open(disk, options)
      disk.fail(.init(call: call, code: code, isPersistent: isPersistent))
      let saved = try run(disk, journal, from: 0)
      if !isPersistent { #expect(saved.count >= 11, "call \(call): one failure costs one entry") }
      journal.close()
      for survival in [.everything, .nothing, .coin(seed: UInt64(call))]
        as [SimulatedDisk.Survival]
      {
        let after = disk.afterCrash(survival)
        let (_, report, held) = try SimulatedStore.open(after, options)
        let texts = saved.map { text($0) }
        #expect(held.texts.filter(texts.contains) == texts, "call \(call): \(report.warnings)")
        // What was refused may be there only when the disk never let the line be cut off.
        if !isPersistent { #expect(held.texts == texts, "call \(call), \(survival)") }
        let check = try StoreFiles(directory: SimulatedStore.directory, disk: after).verify()
        #expect(check.problems.isEmpty, "call \(call): \(check.problems)")
      }
    }
  }

  @Test func `a start that fails at any call loses nothing`() throws {
    let torn = try SimulatedStore.torn(durable: 4, unsynced: 3)
    let path = SimulatedStore.lastSegment(torn)
    var bytes = try #require(torn.content(path))
    bytes[bytes.count - 200] ^= 1
    torn.setContent(path, bytes)
    let whole = torn.copy()
    let before = whole.calls
    let (_, _, expected) = try SimulatedStore.open(whole)
    #expect(expected.texts.count == 6)
    let needed = whole.calls - before
    #expect(needed > 5)
    for call in 0..<needed {
      for seed in 0..<6 {
        let disk = torn.copy()
        disk.losePower(atCall: disk.calls + call)
        #expect(throws: (any Error).self) { try SimulatedStore.open(disk) }
        let after = disk.afterCrash(seed == 0 ? .nothing : .coin(seed: UInt64(call * 10 + seed)))
        let (_, _, held) = try SimulatedStore.open(after)
        #expect(held.texts == expected.texts, "call \(call), seed \(seed)")
      }
    }
  }

  @Test func `a page that a failed sync dropped is not trusted after a restart`() throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    try journal.wait(journal.append([entry(0)]))
    disk.fail(.init(call: disk.calls + 1, code: EIO, isPersistent: true))
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(1)])) }
    // The process dies; the cache still shows the line that the disk does not have.
    let restarted = disk.afterCrash(.everything)
    let (second, report, held) = try SimulatedStore.open(restarted)
    #expect(held.texts == [text(0), text(1)])
    #expect(report.copied == 1)
    try second.wait(second.append([entry(2)]))
    let (_, _, after) = try SimulatedStore.open(restarted.afterCrash(.nothing))
    #expect(after.texts == [text(0), text(1), text(2)])
  }

  @Test func `a mark that a failed sync dropped is written again by the next start`() throws {
    // Some length puts the mark at the end of a sector that no later line touches.
    for padding in 0..<512 {
      let disk = SimulatedDisk()
      let (journal, _, _) = try SimulatedStore.open(disk)
      try journal.wait(journal.append([entry(0, padding: padding)]))
      disk.fail(.init(call: disk.calls + 1, code: EIO, isPersistent: true))
      journal.close()
      let restarted = disk.afterCrash(.everything)
      let (second, _, _) = try SimulatedStore.open(restarted)
      try second.wait(second.append([entry(1)]))
      try second.wait(second.append([entry(2)]))
      let (_, report, held) = try SimulatedStore.open(restarted.afterCrash(.nothing))
      #expect(held.texts == [text(0, padding: padding), text(1), text(2)])
      #expect(report.warnings.count <= 1, "padding \(padding): \(report.warnings)")
    }
  }

  @Test func `short writes are carried to the end`() throws {
    let disk = SimulatedDisk()
    disk.setLongestWrite(7)
    let (journal, _, _) = try SimulatedStore.open(disk)
    try journal.wait(journal.append([entry(0), entry(1)]))
    let (_, _, held) = try SimulatedStore.open(disk.afterCrash(.nothing))
    #expect(held.texts == [text(0), text(1)])
  }

  @Test func `on a full disk essential entries still fit, and all do once there is room`() throws {
    let disk = SimulatedDisk()
    var options = SimulatedStore.options
    options.reserveBytes = 64 << 10
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    disk.setCapacity(66 << 10)
    var ordinary = 0
    while (try? journal.wait(journal.append([entry(ordinary)]))) != nil { ordinary += 1 }
    #expect(ordinary > 100)
    #expect(journal.status.readOnly?.contains("No space") == true)
    #expect(!journal.status.needsReplay)
    for number in 0..<50 {
      try journal.wait(journal.append([entry(1000 + number)], essential: true))
    }
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(9)])) }
    disk.setCapacity(nil)
    #expect(journal.tryToRecover())
    try journal.wait(journal.append([entry(2000)]))
    #expect(journal.status.readOnly == nil)
  }

  @Test func `after a failure nothing is accepted until memory has been rebuilt`() throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    disk.fail(.init(call: disk.calls, code: EIO, isPersistent: false))
    let first = journal.append([entry(0)])
    let second = journal.append([entry(1)])
    #expect(throws: StoreError.self) { try journal.wait(first) }
    #expect(throws: StoreError.self) { try journal.wait(second) }
    #expect(journal.tryToRecover())
    #expect(journal.status.needsReplay)
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(2)])) }
    journal.resume()
    let third = journal.append([entry(3)])
    #expect(third.seqs.lowerBound == first.seqs.lowerBound + 1, "a header took one number")
    try journal.wait(third)
  }

  @Test func `a disk that lies about syncing loses entries and the tests can tell`() throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    disk.setLying(true)
    try journal.wait(journal.append([entry(0)]))
    let (_, _, held) = try SimulatedStore.open(disk.afterCrash(.nothing))
    #expect(held.texts.isEmpty)
  }
}
