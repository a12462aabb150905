import Glibc
import Store
import Synchronization
import Testing

/// The writer's own thread, many callers, and a disk that fails under them.
struct ConcurrencyTests {
  @Test func `callers under way when the disk fails are told, and the journal resumes by itself`()
    async throws
  {
    let disk = SimulatedDisk()
    var options = JournalOptions()
    options.reserveBytes = 0
    options.retry = 1_000_000
    let events = Mutex<[String?]>([])
    options.onReadOnly = { reason in events.withLock { $0.append(reason) } }
    let (journal, _) = try Journal.open(directory: "State", disk: disk, options: options) { _ in }
    for round in 0..<20 {
      disk.fail(.init(call: disk.calls + round % 5, code: EIO, isPersistent: false))
      let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
        for number in 0..<20 {
          group.addTask {
            let id = round * 100 + number
            do {
              try await journal.save([entry(id)])
              return (id, true)
            } catch {
              return (id, false)
            }
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      disk.fail(nil)
      var held = Held()
      while journal.status.readOnly != nil { usleep(200) }
      try journal.replay { held.add($0) }
      for (id, isSaved) in outcomes {
        #expect(held.texts.contains(text(id)) == isSaved, "round \(round), entry \(id)")
      }
      #expect(held.seqs.sorted() == held.seqs)
    }
    journal.close()
    let log = events.withLock { $0 }
    #expect(log.count >= 2)
    #expect(log.count.isMultiple(of: 2))
    let check = try StoreFiles(directory: "State", disk: disk).verify()
    #expect(check.problems.isEmpty)
  }

  @Test func `sixty-four callers share syncs`() async throws {
    let scratch = Scratch()
    let syncs = Atomic(0)
    var options = JournalOptions()
    options.onSync = { _, _ in syncs.add(1, ordering: .relaxed) }
    let (journal, _) = try Journal.open(
      directory: scratch.path, disk: RealDisk(), options: options
    ) { _ in }
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<64 {
        group.addTask {
          for number in 0..<20 { try? await journal.save([entry(caller * 100 + number)]) }
        }
      }
    }
    #expect(journal.status.entries == 1280)
    #expect(syncs.load(ordering: .relaxed) < 1280 / 2)
    journal.close()
  }

  @Test func `an idle mark proves the last entry`() throws {
    let disk = SimulatedDisk()
    var options = JournalOptions()
    options.idle = 1_000_000
    let (journal, _) = try Journal.open(directory: "State", disk: disk, options: options) { _ in }
    let ticket = journal.append([entry(0)])
    try journal.wait(ticket)
    while journal.status.durableSeq < ticket.seqs.upperBound { usleep(200) }
    let path = try #require(disk.paths.first { $0.hasPrefix("State/journal/") })
    let bytes = try #require(disk.content(path))
    #expect(String(decoding: bytes, as: UTF8.self).contains(#""type":"mark""#))
    let settled = journal.status.lastSeq
    usleep(5000)
    #expect(journal.status.lastSeq == settled, "one mark is enough")
    journal.close()
  }
}
