import Store
import StoreTesting
import Testing

/// Damage in what was proven: never served, always located, and repairable line by line.
struct DamageTests {
  /// Six entries over two segments and a mark behind them.
  private func store() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    var options = SimulatedStore.options
    options.segmentBytes = 400
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for number in 0..<6 { try journal.wait(journal.append([entry(number)])) }
    journal.close()
    return disk
  }

  private let all = (0..<6).map { text($0) }

  @Test func `a flipped bit anywhere is found or does no harm`() throws {
    let disk = try store()
    let segments = disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
    #expect(segments.count == 2)
    var found = 0
    for path in segments {
      let bytes = try #require(disk.content(path))
      for index in bytes.indices {
        for bit in [0, 5, 7] {
          let damaged = disk.copy()
          var flipped = bytes
          flipped[index] ^= 1 << UInt8(bit)
          damaged.setContent(path, flipped)
          do {
            let (_, report, held) = try SimulatedStore.open(damaged)
            #expect(held.texts == all, "\(path) byte \(index) bit \(bit)")
            #expect(!report.quarantined.isEmpty, "\(path) byte \(index) bit \(bit)")
          } catch let error as StoreError {
            guard case .damaged(let file, let line, _, _, let remedy) = error else { throw error }
            #expect(file == path)
            #expect(line >= 1)
            #expect(remedy.contains("repair"))
            #expect(error.exitCode == 65)
            #expect(damaged.content(path) == flipped, "a refused store is left untouched")
            found += 1
          }
        }
      }
    }
    #expect(found > 2000)
  }

  @Test func `each proven line dropped, doubled or swapped is found`() throws {
    let disk = try store()
    let path = try #require(disk.paths.first { $0.hasPrefix(SimulatedStore.journal) })
    let bytes = try #require(disk.content(path))
    let lines = bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
    #expect(lines.count > 3)
    for index in lines.indices {
      var dropped = lines
      dropped.remove(at: index)
      try expectDamage(disk, path, dropped)
      guard index + 1 < lines.count else { continue }
      var swapped = lines
      swapped.swapAt(index, index + 1)
      try expectDamage(disk, path, swapped)
      var doubled = lines
      doubled.insert(lines[index], at: index)
      try expectDamage(disk, path, doubled)
    }
  }

  private func expectDamage(_ disk: SimulatedDisk, _ path: String, _ lines: [[UInt8]]) throws {
    let damaged = disk.copy()
    damaged.setContent(path, lines.flatMap { $0 })
    let error = #expect(throws: StoreError.self) { try SimulatedStore.open(damaged) }
    #expect(error?.exitCode == 65)
  }

  @Test func `a missing segment is damage, and so is one of another store`() throws {
    let disk = try store()
    let segments = disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
    let missing = disk.copy()
    try missing.remove(segments[0])
    #expect(throws: StoreError.self) { try SimulatedStore.open(missing) }

    let foreign = try store()
    foreign.setContent(segments[0], try #require(disk.content(segments[0])))
    let error = #expect(throws: StoreError.self) { try SimulatedStore.open(foreign) }
    #expect(error?.description.contains("another") == true)
  }

  @Test func `repair sets aside the lines that are named and the rest opens`() throws {
    let disk = try store()
    let path = try #require(disk.paths.first { $0.hasPrefix(SimulatedStore.journal) })
    let lines = try #require(disk.content(path)).split(separator: 0x0A).map { Array($0) + [0x0A] }
    for index in lines.indices {
      let damaged = disk.copy()
      var bad = lines
      bad[index][12] ^= 1
      damaged.setContent(path, bad.flatMap { $0 })
      let files = StoreFiles(directory: SimulatedStore.directory, disk: damaged)
      let check = try files.verify()
      #expect(!check.isSound)
      let places = check.problems.map { (file: $0.file, line: $0.line) }
      #expect(try files.repair(places).count == 1)
      let (journal, _, held) = try SimulatedStore.open(damaged)
      let expected = all.enumerated().filter { $0.offset != index - 1 }.map(\.element)
      #expect(held.texts == expected, "line \(index + 1)")
      #expect(try files.verify().problems.isEmpty)
      try journal.wait(journal.append([entry(9)]))
    }
  }

  @Test func `repair fills the place of a line that vanished`() throws {
    let disk = try store()
    let path = try #require(disk.paths.first { $0.hasPrefix(SimulatedStore.journal) })
    var lines = try #require(disk.content(path)).split(separator: 0x0A).map { Array($0) + [0x0A] }
    lines.remove(at: 2)
    disk.setContent(path, lines.flatMap { $0 })
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    let problems = try files.verify().problems
    #expect(problems.count == 1)
    _ = try files.repair(problems.map { ($0.file, $0.line) })
    let (_, _, held) = try SimulatedStore.open(disk)
    #expect(held.texts == [0, 2, 3, 4, 5].map { text($0) })
  }

  @Test func `repair puts a segment of lost lines where whole ones are missing`() throws {
    for segments in [1...1, 1...2, 2...2] {
      let disk = SimulatedDisk()
      var options = SimulatedStore.options
      options.segmentBytes = 200
      let (journal, _, _) = try SimulatedStore.open(disk, options)
      for number in 0..<8 { try journal.wait(journal.append([entry(number)])) }
      journal.close()
      let paths = disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
      #expect(paths.count > 3)
      let gone = try paths[segments].map { path in
        let text = String(decoding: try #require(disk.content(path)), as: UTF8.self)
        try disk.remove(path)
        return text
      }.joined()
      try repairAll(disk)
      let (again, report, held) = try SimulatedStore.open(disk)
      #expect(held.texts == (0..<8).filter { !gone.contains("\"n\":\($0),") }.map { text($0) })
      #expect(held.texts.count < 8 && report.warnings.isEmpty)
      try again.wait(again.append([entry(9)]))
    }
  }

  @Test func `after a snapshot the journal's beginning can be given up, before it not`() throws {
    let disk = SimulatedDisk()
    var options = SimulatedStore.options
    options.segmentBytes = 200
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for number in 0..<3 { try journal.wait(journal.append([entry(number)])) }
    try journal.snapshot(through: journal.status.durableSeq, (0..<3).map { entry($0) })
    for number in 3..<9 { try journal.wait(journal.append([entry(number)])) }
    journal.close()
    let seq = try #require(disk.paths.last { $0.hasPrefix("State/snapshot") })
    let bare = disk.copy()
    let paths = disk.paths.filter { $0.hasPrefix(SimulatedStore.journal) }
    for path in paths.dropLast(2) {
      try disk.remove(path)
      try bare.remove(path)
    }
    try repairAll(disk)
    let (_, _, held) = try SimulatedStore.open(disk)
    #expect(Array(held.texts.prefix(3)) == (0..<3).map { text($0) })
    #expect(held.texts.last == text(8) && held.texts.count < 9)

    try bare.remove(seq)
    let files = StoreFiles(directory: SimulatedStore.directory, disk: bare)
    let problems = try files.verify().problems
    #expect(!problems.isEmpty)
    _ = try files.repair(problems.map { ($0.file, $0.line) })
    #expect(try !files.verify().isSound)
    #expect(throws: StoreError.self) { try SimulatedStore.open(bare) }
  }

  /// As the command does: what one repair uncovers the next one mends.
  private func repairAll(_ disk: SimulatedDisk) throws {
    let files = StoreFiles(directory: SimulatedStore.directory, disk: disk)
    #expect(try !files.verify().isSound)
    for _ in 0..<4 {
      let problems = try files.verify().problems.filter { !$0.isTorn }
      if problems.isEmpty { return }
      _ = try files.repair(problems.map { ($0.file, $0.line) })
    }
    Issue.record("not sound: \(try files.verify().problems)")
  }

  @Test func `a store of a newer version is refused untouched`() throws {
    for name in ["State/journal/000000000001.jsonl", "State/snapshot/000000000001.jsonl"] {
      let disk = try store()
      let line = #"{"seq":1,"durable":0,"format":2,"reader":2,"store":"x","crc":"00000000"}"#
      disk.setContent(name, Array(line.utf8))
      let before = disk.paths.map { disk.content($0) }
      let calls = disk.calls
      let error = #expect(throws: StoreError.self) { try SimulatedStore.open(disk) }
      #expect(error?.exitCode == 78)
      #expect(disk.paths.map { disk.content($0) } == before)
      #expect(disk.calls == calls)
    }
  }

  @Test func `fields that nobody knows are kept`() throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    let fields = #""later":{"a":[1,{"b":null}]},"é":"\u2028 / \\""#
    try journal.wait(journal.append([Record(type: "x", at: 0, fields: Array(fields.utf8))]))
    let (_, _, held) = try SimulatedStore.open(disk.afterCrash(.nothing))
    #expect(held.texts == ["x " + fields])
  }
}
