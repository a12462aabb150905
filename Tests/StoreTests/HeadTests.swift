import Store
import StoreTesting
import Testing

/// Damage that no line shows: files that are gone, empty, renamed or of another history are found,
/// and a crash at any moment leaves nothing that looks like it.
struct HeadTests {
  private static let head = "State/head.json"

  private var options: JournalOptions {
    var options = SimulatedStore.options
    options.segmentBytes = 500
    return options
  }

  /// Twelve entries over several segments, a snapshot of the first four and of the first eight.
  private func store(closed: Bool = false) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for number in 0..<12 {
      try journal.wait(journal.append([entry(number)]))
      if number == 3 || number == 7 {
        try journal.snapshot(through: journal.status.durableSeq, (0...number).map { entry($0) })
      }
    }
    if closed { journal.close() }
    return disk.afterCrash(.nothing)
  }

  private let all = (0..<12).map { text($0) }

  private func segments(_ disk: SimulatedDisk) -> [String] {
    disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
  }

  private func files(_ disk: SimulatedDisk) -> StoreFiles {
    StoreFiles(directory: SimulatedStore.directory, disk: disk)
  }

  enum Damage: CaseIterable {
    case journalGone, newestGone, newestEmpty, newestCut, headerGone, swapped, swappedOld
    case foreignSnapshot, foreignHead, headDamaged, otherNewest
  }

  private func harm(_ disk: SimulatedDisk, _ damage: Damage) throws {
    let paths = segments(disk)
    let newest = try #require(paths.last)
    func content(_ path: String) throws -> [UInt8] { try #require(disk.content(path)) }
    func swap(_ a: String, _ b: String) throws {
      let (first, second) = (try content(a), try content(b))
      disk.setContent(a, second)
      disk.setContent(b, first)
    }
    let other = try store()
    switch damage {
    case .journalGone: for path in paths { try disk.remove(path) }
    case .newestGone: try disk.remove(newest)
    case .newestEmpty: disk.setContent(newest, [])
    case .newestCut: disk.setContent(newest, try content(newest).dropLast(300))
    case .headerGone:
      disk.setContent(newest, Array(try content(newest).drop { $0 != 0x0A }.dropFirst()))
    case .swapped: try swap(newest, paths[paths.count - 2])
    case .swappedOld: try swap(paths[0], paths[1])
    case .foreignSnapshot:
      let snapshot = try #require(disk.paths.last { $0.hasPrefix("State/snapshot") })
      disk.setContent(snapshot, try #require(other.content(snapshot)))
    case .foreignHead: disk.setContent(Self.head, try #require(other.content(Self.head)))
    case .headDamaged: disk.setContent(Self.head, try content(Self.head).dropLast(9))
    case .otherNewest:
      // The same place of the same store, from a copy that went on by itself.
      let (journal, _, _) = try SimulatedStore.open(other, options)
      journal.close()
      disk.setContent(newest, try #require(other.content(newest)))
    }
  }

  @Test(arguments: Damage.allCases)
  func `what is gone or strange stops the start with file and remedy, and verify says it`(
    damage: Damage
  ) throws {
    let disk = try store(closed: damage == .newestCut)
    #expect(segments(disk).count > 2)
    try harm(disk, damage)
    let before = disk.paths.map { disk.content($0) }
    let error = #expect(throws: StoreError.self) { try SimulatedStore.open(disk, options) }
    #expect(error?.exitCode == 65, "\(error?.description ?? "")")
    #expect(error?.description.contains("State/") == true)
    #expect(error?.description.contains("repair") == true)
    #expect(disk.paths.map { disk.content($0) } == before, "a refused store is left as it is")
    #expect(throws: StoreError.self) { try files(disk).read { _ in } }
    #expect(try !files(disk).verify().isSound)
    // A backup of it would be as bad.
    #expect(throws: StoreError.self) { try files(disk).backup(to: "Copy") }
  }

  @Test(arguments: Damage.allCases)
  func `repair gives up what is gone and no more, and the store opens again`(
    damage: Damage
  ) throws {
    let disk = try store(closed: damage == .newestCut)
    try harm(disk, damage)
    for _ in 0..<5 {
      let problems = try files(disk).verify().problems
      if problems.isEmpty { break }
      _ = try files(disk).repair(problems.map { ($0.file, $0.line) })
    }
    #expect(try files(disk).verify().problems.isEmpty)
    let (journal, report, held) = try SimulatedStore.open(disk, options)
    #expect(report.quarantined.isEmpty)
    #expect(Array(held.texts.prefix(8)) == Array(all.prefix(8)), "the snapshot stands for these")
    #expect(held.texts == held.texts.filter(all.contains))
    let isHarmless: Set<Damage> = [
      .swapped, .swappedOld, .foreignSnapshot, .foreignHead, .headDamaged,
    ]
    if isHarmless.contains(damage) { #expect(held.texts == all) }
    try journal.wait(journal.append([entry(50)]))
    journal.close()
    let (_, _, again) = try SimulatedStore.open(disk.afterCrash(.nothing), options)
    #expect(again.texts == held.texts + [text(50)])
  }

  @Test func `a store from before the record opens, gets one, and is guarded from then on`() throws
  {
    let disk = try store(closed: true)
    try disk.remove(Self.head)
    let (journal, report, held) = try SimulatedStore.open(disk, options)
    #expect(held.texts == all)
    #expect(report.warnings.isEmpty)
    let record = try #require(disk.content(Self.head))
    #expect(String(decoding: record, as: UTF8.self).contains(#""durable":\#(report.lastSeq),"#))
    journal.close()
    try disk.remove(try #require(segments(disk).last))
    #expect(throws: StoreError.self) { try SimulatedStore.open(disk, options) }
    // Even without a record, no snapshot stands where there is no journal at all.
    let bare = try store()
    try bare.remove(Self.head)
    for path in segments(bare) { try bare.remove(path) }
    #expect(throws: StoreError.self) { try SimulatedStore.open(bare, options) }
    #expect(try !files(bare).verify().isSound)
  }

  @Test func `every start, read and check after a crash at any call finds an intact store`() throws
  {
    let plain = SimulatedDisk()
    let history = History()
    #expect(history(plain) == 16)
    for call in 0..<plain.calls {
      let disk = SimulatedDisk()
      disk.losePower(atCall: call)
      let acknowledged = history(disk)
      for seed in 0..<3 {
        let crashed = disk.afterCrash(seed == 0 ? .nothing : .coin(seed: UInt64(call * 31 + seed)))
        var held = Held()
        try files(crashed).read { held.add($0) }
        #expect(held.texts.count >= acknowledged, "call \(call), seed \(seed)")
        let check = try files(crashed).verify()
        #expect(check.isSound, "call \(call), seed \(seed): \(check.problems)")
        // The power goes again while the start after it puts things in order.
        let needed = try calls(of: crashed)
        for second in 0..<needed where (second + call) % 3 == seed {
          let again = crashed.copy()
          again.losePower(atCall: again.calls + second)
          _ = try? SimulatedStore.open(again, history.options)
          let after = again.afterCrash(.coin(seed: UInt64(call * 97 + second)))
          let (_, _, last) = try SimulatedStore.open(after, history.options)
          #expect(last.texts.count >= acknowledged, "call \(call), then \(second)")
        }
      }
    }
  }

  @Test func `a failed call and the power going soon after it lock nothing out`() throws {
    let plain = SimulatedDisk()
    let (first, _, _) = try SimulatedStore.open(plain, options)
    let start = plain.calls
    _ = play(first)
    for call in start..<plain.calls {
      for later in 1..<12 {
        let disk = SimulatedDisk()
        let (journal, _, _) = try SimulatedStore.open(disk, options)
        disk.fail(.init(call: call, code: 5, isPersistent: false))
        disk.losePower(atCall: call + later)
        let saved = play(journal)
        for survival in [.nothing, .everything, .coin(seed: UInt64(call * 16 + later))]
          as [SimulatedDisk.Survival]
        {
          let (_, _, held) = try SimulatedStore.open(disk.afterCrash(survival), options)
          #expect(saved.allSatisfy { held.texts.contains(text($0)) }, "call \(call) + \(later)")
        }
      }
    }
  }

  /// Appends as a daemon does; returns what was saved.
  private func play(_ journal: Journal) -> [Int] {
    (0..<8).filter { number in
      do {
        try journal.wait(journal.append([entry(number)]))
        return true
      } catch {
        _ = journal.tryToRecover()
        journal.resume()
        return false
      }
    }
  }

  private func calls(of disk: SimulatedDisk) throws -> Int {
    let copy = disk.copy()
    let before = copy.calls
    _ = try SimulatedStore.open(copy, History().options)
    return copy.calls - before
  }

  @Test func `a record that cannot be written keeps the old segment going`() throws {
    let disk = SimulatedDisk()
    let (first, _, _) = try SimulatedStore.open(disk, options)
    first.close()
    let (journal, _) = try Journal.open(
      directory: SimulatedStore.directory, disk: RecordlessDisk(disk: disk), options: options
    ) { _ in }
    for number in 0..<12 { try journal.wait(journal.append([entry(number)])) }
    journal.close()
    #expect(segments(disk).count == 1)
    let (_, _, held) = try SimulatedStore.open(disk.afterCrash(.nothing), options)
    #expect(held.texts == all)
  }

  @Test func `a copy has a record of its own, and its cut end is found`() throws {
    let disk = try store()
    try files(disk).backup(to: "Copy")
    let copy = StoreFiles(directory: "Copy", disk: disk)
    #expect(try copy.verify().problems.isEmpty)
    let path = try #require(disk.paths.last { $0.hasPrefix("Copy/journal") })
    disk.setContent(path, try #require(disk.content(path)).dropLast(100))
    #expect(try !copy.verify().isSound)
  }
}

/// A disk that has no room for another head record.
private struct RecordlessDisk: Disk {
  let disk: SimulatedDisk

  func create(_ path: String) throws(DiskError) -> any DiskFile {
    if path.contains("head.json") { throw DiskError(code: 28, call: "create", path: path) }
    return try disk.create(path)
  }

  func list(_ directory: String) throws(DiskError) -> [String] { try disk.list(directory) }

  func makeDirectory(_ path: String) throws(DiskError) { try disk.makeDirectory(path) }

  func openForReading(_ path: String) throws(DiskError) -> any DiskFile {
    try disk.openForReading(path)
  }

  func openForWriting(_ path: String) throws(DiskError) -> any DiskFile {
    try disk.openForWriting(path)
  }

  func rename(_ from: String, to: String) throws(DiskError) { try disk.rename(from, to: to) }

  func remove(_ path: String) throws(DiskError) { try disk.remove(path) }

  func syncDirectory(_ path: String) throws(DiskError) { try disk.syncDirectory(path) }
}
