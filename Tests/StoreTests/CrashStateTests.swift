import Store
import StoreTesting
import Testing

/// Every state in which a crash can leave a short history: nothing acknowledged is lost, no damage
/// goes unseen, and nothing sound is called damaged.
struct CrashStateTests {
  private let durable = 4
  private let unsynced = 3

  /// Opens and checks that the acknowledged entries are there, followed by some of the tail in
  /// order.
  private func check(_ disk: SimulatedDisk, _ what: String) throws {
    let (journal, report, held) = try SimulatedStore.open(disk)
    let all = (0..<durable + unsynced).map { text($0) }
    let kept = held.texts.map { all.firstIndex(of: $0) ?? -1 }
    #expect(Array(kept.prefix(durable)) == Array(0..<durable), "\(what): \(held.texts)")
    #expect(kept.sorted() == kept && Set(kept).count == kept.count, "\(what): \(kept)")
    #expect(held.seqs.sorted() == held.seqs && Set(held.seqs).count == held.seqs.count, "\(what)")
    #expect(report.entries == kept.count)
    // What was recovered can be continued, and the next start finds the same without a word.
    try journal.wait(journal.append([entry(99)]))
    let again = disk.afterCrash(.nothing)
    let (_, second, heldAgain) = try SimulatedStore.open(again)
    #expect(heldAgain.texts.dropLast() == held.texts[...], "\(what)")
    #expect(heldAgain.texts.last == text(99), "\(what)")
    #expect(second.quarantined.isEmpty, "\(what): \(second.warnings)")
    let verified = try StoreFiles(directory: SimulatedStore.directory, disk: again).verify()
    #expect(verified.problems.isEmpty, "\(what): \(verified.problems)")
  }

  @Test func `the tail cut at every byte`() throws {
    let disk = try SimulatedStore.torn(durable: durable, unsynced: unsynced)
    let path = SimulatedStore.lastSegment(disk)
    let whole = try #require(disk.content(path))
    let synced = try #require(disk.afterCrash(.nothing).content(path))
    #expect(whole.count > synced.count)
    for end in synced.count...whole.count {
      let crashed = disk.afterCrash(.everything)
      crashed.setContent(path, Array(whole[..<end]))
      try check(crashed, "cut at \(end) of \(whole.count)")
    }
  }

  @Test(arguments: [0, 150, 700])
  func `each subset of the unsynced sectors`(padding: Int) throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    for number in 0..<durable { try journal.wait(journal.append([entry(number)])) }
    disk.losePower(atCall: disk.calls + 1)
    let tail = (durable..<durable + unsynced).map { entry($0, padding: padding) }
    _ = try? journal.wait(journal.append(tail))
    let path = SimulatedStore.lastSegment(disk)
    let sectors = disk.unsyncedSectors(path)
    #expect(sectors >= 1)
    for mask in 0..<UInt64(1) << UInt64(sectors) {
      let crashed = disk.afterCrash(.sectors(path: path, mask: mask))
      let (_, _, held) = try SimulatedStore.open(crashed)
      #expect(Array(held.texts.prefix(durable)) == (0..<durable).map { text($0) })
      let rest = held.texts.dropFirst(durable)
      let all = (durable..<durable + unsynced).map { text($0, padding: padding) }
      #expect(rest.allSatisfy(all.contains), "mask \(mask)")
      if mask == (1 << UInt64(sectors)) - 1 { #expect(Array(rest) == all) }
    }
  }

  @Test func `whole lines behind a hole are kept and the rest is set aside`() throws {
    let disk = try SimulatedStore.torn(durable: durable, unsynced: unsynced)
    let path = SimulatedStore.lastSegment(disk)
    var bytes = try #require(disk.content(path))
    let start = try #require(disk.afterCrash(.nothing).content(path)).count
    bytes[start + 20] ^= 4
    let crashed = disk.afterCrash(.everything)
    crashed.setContent(path, bytes)
    let (_, report, held) = try SimulatedStore.open(crashed)
    #expect(held.texts == [0, 1, 2, 3, 5, 6].map { text($0) })
    #expect(report.copied == 2)
    #expect(report.quarantined.count == 1)
    let junk = try #require(crashed.content(report.quarantined[0]))
    #expect(String(decoding: junk, as: UTF8.self).contains(#""n":4"#))
  }

  @Test func `garbage, zeros, doubled, dropped and swapped lines in the tail`() throws {
    let disk = try SimulatedStore.torn(durable: durable, unsynced: unsynced)
    let path = SimulatedStore.lastSegment(disk)
    let whole = try #require(disk.content(path))
    let start = try #require(disk.afterCrash(.nothing).content(path)).count
    let lines = whole[start...].split(separator: 0x0A).map { Array($0) + [0x0A] }
    let proven = Array(whole[..<start])
    let lastProven = proven.dropLast().split(separator: 0x0A).last.map { Array($0) + [0x0A] } ?? []
    let tails: [(String, [[UInt8]])] = [
      ("garbage", [Array("garbage\n".utf8)]),
      ("garbage between", [lines[0], Array("\0\0{\n".utf8), lines[1]]),
      ("zeros", [[UInt8](repeating: 0, count: 4096)]),
      ("zeros, then lines", [[UInt8](repeating: 0, count: 512), lines[1], lines[2]]),
      ("doubled", [lines[0], lines[0], lines[1]]),
      ("the last proven line doubled", [lastProven]),
      ("the last proven line doubled before others", [lastProven, lines[0], lines[1]]),
      ("dropped", [lines[0], lines[2]]),
      ("first dropped", [lines[1], lines[2]]),
      ("swapped", [lines[0], lines[2], lines[1]]),
      ("reversed", [lines[2], lines[1], lines[0]]),
      ("empty lines", [[0x0A], lines[0], [0x0A, 0x0A]]),
    ]
    for (what, tail) in tails {
      let crashed = disk.afterCrash(.everything)
      crashed.setContent(path, proven + tail.flatMap { $0 })
      try check(crashed, what)
    }
  }

  @Test func `power lost at any call, whatever survives of it`() throws {
    let plain = SimulatedDisk()
    #expect(history(plain) == 16)
    let calls = plain.calls
    #expect(calls > 40)
    for call in 0..<calls {
      let disk = SimulatedDisk()
      disk.losePower(atCall: call)
      let acknowledged = history(disk)
      for seed in 0..<12 {
        let survival: SimulatedDisk.Survival =
          seed == 0 ? .nothing : seed == 1 ? .everything : .coin(seed: UInt64(call * 100 + seed))
        let crashed = disk.afterCrash(survival)
        let (_, _, held) = try SimulatedStore.open(crashed, history.options)
        let missing = (0..<acknowledged).filter { !held.texts.contains(text($0)) }
        #expect(missing.isEmpty, "call \(call), seed \(seed): \(held.texts)")
        #expect(held.texts == (0..<held.texts.count).map { text($0) }, "call \(call) seed \(seed)")
      }
    }
  }

  private let history = History()
}
