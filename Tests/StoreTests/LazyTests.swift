import Glibc
import Store
import StoreTesting
import Synchronization
import Testing

/// Entries that nobody waits for: they cost no sync of their own, and are not forgotten either.
@Suite(.timeLimit(.minutes(1))) struct LazyTests {
  private static let never: UInt64 = 3_600_000_000_000

  /// How many lines each sync made durable.
  private final class Batches: Sendable {
    private let lines = Mutex<[Int]>([])
    var all: [Int] { lines.withLock { $0 } }
    func add(_ count: Int) { lines.withLock { $0.append(count) } }
  }

  private func open(
    _ disk: SimulatedDisk, linger: UInt64, batches: Batches = Batches()
  ) throws -> Journal {
    var options = JournalOptions()
    options.reserveBytes = 0
    options.linger = linger
    options.idle = Self.never
    options.onSync = { _, lines in batches.add(lines) }
    return try Journal.open(directory: "State", disk: disk, options: options) { _ in }.0
  }

  @Test func `a lazy entry is written with the next that somebody waits for`() throws {
    let batches = Batches()
    let journal = try open(SimulatedDisk(), linger: Self.never, batches: batches)
    try journal.wait(journal.append([entry(0)]))
    _ = journal.append([entry(1)], lazily: true)
    _ = journal.append([entry(2), entry(3)], lazily: true)
    usleep(20_000)
    #expect(batches.all == [1], "it waits for company")
    try journal.wait(journal.append([entry(4)]))
    #expect(batches.all == [1, 4])
    journal.close()
  }

  @Test func `a lazy entry that nobody follows is written after a while`() throws {
    let journal = try open(SimulatedDisk(), linger: 1_000_000)
    let ticket = journal.append([entry(0)], lazily: true)
    let last = ticket.seqs.upperBound - 1
    for _ in 0..<30_000 where journal.status.durableSeq < last { usleep(1000) }
    #expect(journal.status.durableSeq == last)
    journal.close()
  }

  @Test func `who waits for a lazy entry after all does not wait for company`() async throws {
    let journal = try open(SimulatedDisk(), linger: Self.never)
    try journal.wait(journal.append([entry(0)], lazily: true))
    try await journal.save([entry(1)])
    let ticket = journal.append([entry(2)], lazily: true)
    await withCheckedContinuation { continuation in
      journal.onDurable(ticket) { _ in continuation.resume() }
    }
    #expect(journal.status.durableSeq == ticket.seqs.upperBound - 1)
    journal.close()
  }

  @Test func `closing writes what lingers`() throws {
    let disk = SimulatedDisk()
    let journal = try open(disk, linger: Self.never)
    _ = journal.append([entry(0)], lazily: true)
    journal.close()
    let (_, _, held) = try SimulatedStore.open(disk.afterCrash(.nothing))
    #expect(held.texts == [text(0)])
  }

  @Test func `a failure under way takes lingering entries with it, and says so`() throws {
    let disk = SimulatedDisk()
    let journal = try open(disk, linger: Self.never)
    try journal.wait(journal.append([entry(0)]))
    let lazy = journal.append([entry(1)], lazily: true)
    disk.fail(.init(call: disk.calls, code: EIO, isPersistent: true))
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(2)])) }
    #expect(throws: StoreError.self) { try journal.wait(lazy) }
    disk.fail(nil)
    journal.close()
  }
}
