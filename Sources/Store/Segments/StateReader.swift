/// Reads what a store holds without changing a byte: the newest sound snapshot, then the journal.
struct StateReader {
  let layout: StoreLayout
  let disk: any Disk

  struct Snapshot {
    var seq: Int
    var store: String
    var count: Int
    var warnings: [String]
  }

  /// Hands over the newest sound snapshot; one that is not sound is passed over with a warning.
  func readSnapshot(_ body: (ReplayedLine) throws -> Void) throws -> Snapshot? {
    var warnings: [String] = []
    var bad: StoreError?
    for seq in try StoreLayout.numbers(in: layout.snapshots, disk).reversed() {
      let file = SnapshotFile(layout: layout, disk: disk, seq: seq)
      do {
        let summary = try file.check()
        try file.read(body)
        return Snapshot(
          seq: seq, store: summary.header.store, count: summary.count, warnings: warnings)
      } catch let error as StoreError {
        guard case .damaged = error else { throw error }
        warnings.append("\(error); the snapshot before it is used")
        bad = bad ?? error
      }
    }
    // With no sound snapshot the journal must reach back to the first entry.
    if let bad, try StoreLayout.numbers(in: layout.journal, disk).first != 1 { throw bad }
    return nil
  }

  /// Hands over everything up to the last whole line, or to `through`; tells how many entries, and
  /// the number of the last line.
  @discardableResult
  func read(
    through: Int? = nil, _ body: (ReplayedLine) throws -> Void
  ) throws -> (entries: Int, lastSeq: Int) {
    try StoreFiles(directory: layout.directory, disk: disk).refuseNewerFormats()
    // Before the journal, which may go on meanwhile; and a running journal knows its own end.
    let head = through == nil ? try HeadRecord.read(layout, disk) : nil
    if through == nil,
      let fault = try HistoryCheck(layout: layout, disk: disk, head: head).faults().first
    {
      throw fault.error
    }
    let snapshot = try readSnapshot(body)
    let covered = snapshot?.seq ?? 0
    var scan = JournalScan(
      layout, disk, from: 1, store: snapshot?.store, skipThrough: covered,
      through: through ?? .max, durable: through ?? head?.durable ?? 0)
    try scan.readFrom(StoreLayout.numbers(in: layout.journal, disk), after: covered, body)
    if let fault = scan.shortfall(head, covered: covered) { throw scan.damage(fault) }
    try scan.handOverUnproven(body)
    return ((snapshot?.count ?? 0) + scan.entries, max(scan.expected - 1, covered))
  }
}

extension JournalScan {
  /// Reads from the segment that holds the first line after `covered`.
  mutating func readFrom(
    _ bases: [Int], after covered: Int, _ body: (ReplayedLine) throws -> Void
  ) throws {
    let start = bases.lastIndex { $0 <= covered + 1 } ?? 0
    let needed = Array(bases[min(start, bases.count)...])
    // A journal that begins after the snapshot's end lacks what is in between; the scan says so.
    expect(needed.first.map { min($0, covered + 1) } ?? covered + 1)
    try read(needed, body)
  }

  /// Hands over the whole lines after the proof that continue the journal.
  mutating func handOverUnproven(_ body: (ReplayedLine) throws -> Void) throws {
    for (line, bytes) in unproven() where line.seq > skipThrough {
      try bytes.withUnsafeBytes { raw in
        guard !line.isOwn(in: raw) else { return }
        countEntry()
        try body(ReplayedLine(line, seq: line.seq, isFromSnapshot: false, bytes: raw))
      }
    }
  }
}
