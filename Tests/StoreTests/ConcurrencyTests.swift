import Glibc
import Store
import StoreTesting
import Synchronization
import Testing

import class Foundation.Thread

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

  @Test(.timeLimit(.minutes(1)))
  func `threads that wait are woken by the end of their own batch, failures or not`() throws {
    let disk = SimulatedDisk()
    var options = JournalOptions()
    options.reserveBytes = 0
    options.retry = 1_000_000
    options.segmentBytes = 16 << 10
    options.gather = 0
    let (journal, _) = try Journal.open(directory: "State", disk: disk, options: options) { _ in }
    let saved = Atomic(0)
    let threads = (0..<8).map { caller in
      LoadThread { number in
        let ticket = journal.append([entry(caller * 100_000 + number)])
        if (try? journal.wait(ticket)) == nil {
          journal.resume()
          usleep(100)
        } else {
          saved.add(1, ordering: .relaxed)
        }
      }
    }
    for round in 0..<40 {
      let before = saved.load(ordering: .relaxed)
      if round.isMultiple(of: 2) {
        disk.fail(.init(call: disk.calls + round % 7, code: EIO, isPersistent: false))
      }
      while saved.load(ordering: .relaxed) < before + 200 { usleep(200) }
    }
    for thread in threads { thread.stop() }
    journal.close()
  }

  @Test(.timeLimit(.minutes(1)))
  func `after a failure that undid several numbers, a lone thread is woken by its own batch`()
    async throws
  {
    let disk = SimulatedDisk()
    var options = JournalOptions()
    options.reserveBytes = 0
    options.idle = 3_600_000_000_000  // a mark would wake everybody by and by
    options.linger = 3_600_000_000_000  // written when it is waited for, not before
    options.retry = 1_000_000
    let (journal, _) = try Journal.open(directory: "State", disk: disk, options: options) { _ in }
    try journal.wait(journal.append([entry(0)]))
    disk.fail(.init(call: disk.calls, code: EIO, isPersistent: false))
    let undone = journal.append([entry(1), entry(2), entry(3), entry(4)])
    #expect(throws: StoreError.self) { try journal.wait(undone) }
    journal.resume()
    while journal.status.readOnly != nil { usleep(200) }
    // Waited for on a thread of its own, so that a wake-up that is missing is a test that fails.
    let isSaved = await withCheckedContinuation { continuation in
      let ticket = journal.append([entry(5)], lazily: true)
      Thread.detachNewThread { continuation.resume(returning: (try? journal.wait(ticket)) != nil) }
    }
    #expect(isSaved)
    journal.close()
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
