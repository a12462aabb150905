import Store
import Testing

struct JournalTests {
  private func open(
    _ scratch: Scratch, _ options: JournalOptions = JournalOptions()
  ) throws -> (Journal, RecoveryReport, Held) {
    var held = Held()
    let (journal, report) = try Journal.open(
      directory: scratch.path + "/State", disk: RealDisk(), options: options
    ) { held.add($0) }
    return (journal, report, held)
  }

  @Test func `what was waited for is there after the next start`() throws {
    let scratch = Scratch()
    // On a busy machine a mark could come between two calls.
    var options = JournalOptions()
    options.idle = 60_000_000_000
    let (journal, first, _) = try open(scratch, options)
    #expect(first.entries == 0)
    try journal.wait(journal.append([entry(1), entry(2)]))
    try journal.wait(journal.append([entry(3)]))
    journal.close()
    let (again, report, held) = try open(scratch)
    #expect(held.texts == [text(1), text(2), text(3)])
    #expect(held.seqs == [2, 3, 4])
    #expect(report.entries == 3)
    #expect(report.warnings.isEmpty)
    try again.wait(again.append([entry(4)]))
    again.close()
    let (last, _, all) = try open(scratch)
    last.close()
    #expect(all.texts == (1...4).map { text($0) })
  }

  @Test func `an unclosed journal loses nothing and numbers stay without gaps`() throws {
    let scratch = Scratch()
    var options = JournalOptions()
    options.threading = .caller
    for round in 0..<5 {
      let (journal, _, held) = try open(scratch, options)
      #expect(held.texts == (0..<round).map { text($0) })
      #expect(held.seqs.sorted() == held.seqs)
      try journal.wait(journal.append([entry(round)]))
    }
  }

  @Test func `starting again and again with nothing to do adds nothing`() throws {
    let scratch = Scratch()
    let (journal, _, _) = try open(scratch)
    try journal.wait(journal.append([entry(1)]))
    journal.close()
    var sizes: Set<Int> = []
    for _ in 0..<10 {
      let (again, _, _) = try open(scratch)
      sizes.insert(again.status.segmentBytes)
      again.close()
    }
    #expect(sizes.count == 1)
  }

  @Test func `many callers share the writer and each gets its own answer`() async throws {
    let scratch = Scratch()
    let (journal, _, _) = try open(scratch)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask { try await journal.save([entry(number)]) }
      }
      try await group.waitForAll()
    }
    #expect(journal.status.entries == 200)
    journal.close()
    let (again, _, held) = try open(scratch)
    again.close()
    #expect(Set(held.texts) == Set((0..<200).map { text($0) }))
  }

  @Test func `segments follow one another by size`() throws {
    let scratch = Scratch()
    var options = JournalOptions()
    options.segmentBytes = 1000
    let (journal, _, _) = try open(scratch, options)
    for number in 0..<50 { try journal.wait(journal.append([entry(number)])) }
    journal.close()
    let names = try RealDisk().list(scratch.path + "/State/journal").sorted()
    #expect(names.count > 3)
    #expect(names.first == "000000000001.jsonl")
    let (again, _, held) = try open(scratch, options)
    again.close()
    #expect(held.texts == (0..<50).map { text($0) })
  }

  @Test func `nothing is accepted after close`() throws {
    let scratch = Scratch()
    let (journal, _, _) = try open(scratch)
    journal.close()
    #expect(throws: StoreError.self) { try journal.wait(journal.append([entry(1)])) }
    journal.close()
  }

  @Test func `the state can be read again while the journal runs`() throws {
    let scratch = Scratch()
    let (journal, _, _) = try open(scratch)
    defer { journal.close() }
    try journal.wait(journal.append([entry(1), entry(2)]))
    var held = Held()
    try journal.replay { held.add($0) }
    #expect(held.texts == [text(1), text(2)])
  }
}
