import Store
import StoreTesting
import Testing

/// The number in the header of a segment says who can read all of it.
@Suite struct FormatTests {
  private func store(_ entries: Int) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    for number in 0..<entries { try journal.wait(journal.append([entry(number)])) }
    try journal.snapshot(through: journal.status.durableSeq, (0..<entries).map { entry($0) })
    journal.close()
    return disk
  }

  /// The file with a header of another format, well sealed.
  private func set(_ format: Int, of path: String, on disk: SimulatedDisk) throws {
    let text = String(decoding: try #require(disk.content(path)), as: UTF8.self)
    let end = try #require(text.firstIndex(of: "\n"))
    let header = text[..<end].replacing(
      #""format":1,"reader":1"#, with: #""format":\#(format),"reader":\#(format)"#)
    let body = header.prefix(upTo: try #require(header.firstRange(of: #","crc""#)?.lowerBound))
    let crc = String(Array(body.utf8).withUnsafeBytes { CRC32C.checksum($0) }, radix: 16)
    let seal = #","crc":"\#(String(repeating: "0", count: 8 - crc.count))\#(crc)"}"#
    disk.setContent(path, Array("\(body)\(seal)\(text[end...])".utf8))
  }

  private func content(_ disk: SimulatedDisk) -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: disk.paths.map { ($0, disk.content($0) ?? []) })
  }

  @Test func `a segment of an older format is read, and the next entry goes to a new one`() throws {
    let disk = try store(3)
    let old = SimulatedStore.lastSegment(disk)
    try set(0, of: old, on: disk)
    let before = try #require(disk.content(old))
    let (journal, _, held) = try SimulatedStore.open(disk)
    #expect(held.texts == (0..<3).map { text($0) })
    try journal.wait(journal.append([entry(3)]))
    journal.close()
    let new = SimulatedStore.lastSegment(disk)
    #expect(new != old)
    #expect(before.starts(with: try #require(disk.content(old))), "only marks may have gone")
    let (again, _, all) = try SimulatedStore.open(disk)
    again.close()
    #expect(all.texts == (0..<4).map { text($0) })
    #expect(SimulatedStore.lastSegment(disk) == new, "one of this format is gone on with")
    #expect(try StoreFiles(directory: SimulatedStore.directory, disk: disk).verify().problems == [])
  }

  @Test func `nothing of a newer format is read or changed, whichever file it is`() throws {
    let sound = try store(3)
    let files = sound.paths.filter { $0.hasSuffix(".jsonl") || $0.hasSuffix("head.json") }
    #expect(files.count > 2)
    for path in files {
      let disk = sound.copy()
      try set(2, of: path, on: disk)
      let before = content(disk)
      let store = StoreFiles(directory: SimulatedStore.directory, disk: disk)
      let newer = StoreError.newerFormat(file: path, format: 2)
      #expect(throws: newer) { try SimulatedStore.open(disk) }
      #expect(throws: newer) { try store.read { _ in } }
      #expect(throws: newer) { try store.verify() }
      #expect(throws: newer) { try store.repair([(path, 1)]) }
      #expect(throws: newer) { try store.rewrite({ _ in nil }, quarantine: { _ in false }) }
      #expect(throws: newer) { try store.backup(to: "Copy") }
      #expect(content(disk) == before, "\(path)")
    }
  }
}
