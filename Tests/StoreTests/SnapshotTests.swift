import Store
import StoreTesting
import Testing

struct SnapshotTests {
  private var options: JournalOptions {
    var options = SimulatedStore.options
    options.segmentBytes = 500
    return options
  }

  /// Twelve entries; a snapshot that sums up after every fourth.
  private func store() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for number in 0..<12 {
      try journal.wait(journal.append([entry(number)]))
      if number % 4 == 3 {
        try journal.snapshot(through: journal.status.durableSeq, (0...number).map { entry($0) })
      }
    }
    try journal.wait(journal.append([entry(12)]))
    journal.close()
    return disk
  }

  private let all = (0..<13).map { text($0) }

  private func snapshots(_ disk: SimulatedDisk) -> [String] {
    disk.paths.filter { $0.hasPrefix("State/snapshot/") }
  }

  @Test func `a start reads the newest snapshot and what follows it`() throws {
    let disk = try store()
    let (_, report, held) = try SimulatedStore.open(disk, options)
    #expect(held.texts == all)
    #expect(report.entries == 13)
    #expect(report.warnings.isEmpty)
    let covered = try #require(report.snapshotSeq)
    #expect(held.seqs == Array(repeating: covered, count: 12) + [report.lastSeq - 1])
  }

  @Test func `two generations are kept, and the segments from the older one on`() throws {
    let disk = try store()
    #expect(snapshots(disk).count == 2)
    let segments = disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
    #expect(segments.first != "State/journal/000000000001.jsonl")
    let check = try StoreFiles(directory: SimulatedStore.directory, disk: disk).verify()
    #expect(check.problems.isEmpty)
    #expect(check.snapshots == 2)
  }

  @Test func `the newest snapshot cut or flipped anywhere leaves the generation before`() throws {
    let disk = try store()
    let path = try #require(snapshots(disk).last)
    let bytes = try #require(disk.content(path))
    for place in stride(from: 0, to: bytes.count, by: 7) {
      let cut = disk.copy()
      cut.setContent(path, Array(bytes[..<place]))
      var flipped = bytes
      flipped[place] ^= 2
      let changed = disk.copy()
      changed.setContent(path, flipped)
      for damaged in [cut, changed] {
        let (_, report, held) = try SimulatedStore.open(damaged, options)
        #expect(held.texts == all, "byte \(place)")
        #expect(report.warnings.count == 1, "byte \(place)")
        let check = try StoreFiles(directory: SimulatedStore.directory, disk: damaged).verify()
        #expect(check.problems.map(\.file) == [path], "byte \(place)")
      }
    }
  }

  @Test func `lines of a snapshot dropped, doubled or swapped are found`() throws {
    let disk = try store()
    let path = try #require(snapshots(disk).last)
    let lines = try #require(disk.content(path)).split(separator: 0x0A).map { Array($0) + [0x0A] }
    for index in lines.indices.dropLast() {
      var dropped = lines
      dropped.remove(at: index)
      var doubled = lines
      doubled.insert(lines[index], at: index)
      var swapped = lines
      swapped.swapAt(index, index + 1)
      for bad in [dropped, doubled, swapped] {
        disk.setContent(path, bad.flatMap { $0 })
        let check = try StoreFiles(directory: SimulatedStore.directory, disk: disk).verify()
        #expect(check.problems.count == 1)
      }
    }
  }

  @Test func `a line exchanged for another sealed one does not fit the footer`() throws {
    let disk = try store()
    let path = try #require(snapshots(disk).last)
    var lines = try #require(disk.content(path)).split(separator: 0x0A).map { Array($0) }
    let text = String(decoding: lines[3], as: UTF8.self)
    let changed = text.dropLast(18).replacing(#""n":2"#, with: #""n":7"#)
    let hex = String(Array(changed.utf8).withUnsafeBytes { CRC32C.checksum($0) }, radix: 16)
    let padded = String(repeating: "0", count: 8 - hex.count) + hex
    lines[3] = Array((changed + #","crc":"\#(padded)"}"#).utf8)
    #expect(String(decoding: lines[3], as: UTF8.self) != text)
    disk.setContent(path, lines.flatMap { $0 + [0x0A] })
    let check = try StoreFiles(directory: SimulatedStore.directory, disk: disk).verify()
    #expect(check.problems.count == 1)
    #expect(check.problems.first?.reason.contains("footer") == true)
  }

  @Test func `with no sound snapshot left the start is refused`() throws {
    let disk = try store()
    for path in snapshots(disk) { disk.setContent(path, []) }
    let error = #expect(throws: StoreError.self) { try SimulatedStore.open(disk, options) }
    #expect(error?.exitCode == 65)
    #expect(error?.description.hasPrefix("State/snapshot/") == true)
  }

  @Test func `a bad snapshot is set aside by repair`() throws {
    let disk = try store()
    let path = try #require(snapshots(disk).last)
    disk.setContent(path, [])
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    _ = try files.repair(files.verify().problems.map { ($0.file, $0.line) })
    #expect(try files.verify().problems.isEmpty)
    let (_, report, held) = try SimulatedStore.open(disk, options)
    #expect(held.texts == all)
    #expect(report.warnings.isEmpty)
  }

  @Test func `a snapshot newer than the copied journal stands for what is missing`() throws {
    let disk = try store()
    let segments = disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
    for path in segments.suffix(2) { try disk.remove(path) }
    // A store from before the record of its end; with one the missing entry would be missed.
    try disk.remove("State/head.json")
    let (journal, _, held) = try SimulatedStore.open(disk, options)
    #expect(Array(held.texts.prefix(12)) == Array(all.prefix(12)))
    try journal.wait(journal.append([entry(50)]))
    let (_, _, again) = try SimulatedStore.open(disk.afterCrash(.nothing), options)
    #expect(again.texts == held.texts + [text(50)])
  }

  @Test func `the writer goes on while a snapshot is taken`() throws {
    let scratch = Scratch()
    let (journal, _) = try Journal.open(directory: scratch.path, disk: RealDisk()) { _ in }
    defer { journal.close() }
    try journal.wait(journal.append([entry(0)]))
    var drawn = 0
    let records = (0..<5).lazy.map { number in
      drawn += 1
      // Each record is drawn while entries are being appended, waited for, and made durable.
      try? journal.wait(journal.append([entry(100 + number)]))
      return entry(number)
    }
    try journal.snapshot(through: journal.status.durableSeq, records)
    #expect(drawn == 5)
    #expect(journal.status.entries == 6)
  }
}
