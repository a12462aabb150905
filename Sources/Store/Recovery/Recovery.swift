import JSONLines

/// Brings a store's files into a state that can be continued, and hands over what they hold.
struct Recovery {
  let layout: StoreLayout
  let disk: any Disk
  let now: @Sendable () -> Int64

  struct Opened {
    var store: String
    var segment: SegmentFile
    var report: RecoveryReport
    /// Whether a mark or header proves the last entry.
    var isProven: Bool
    /// As it stands on the disk.
    var head: HeadRecord?
  }

  func run(_ body: (ReplayedLine) throws -> Void) throws -> Opened {
    try StoreFiles(directory: layout.directory, disk: disk).refuseNewerFormats()
    let head = try HeadRecord.read(layout, disk)
    if let fault = try HistoryCheck(layout: layout, disk: disk, head: head).faults().first {
      throw fault.error
    }
    try makeDirectories()
    try RewriteCommit(layout: layout, disk: disk).finish()
    try removeTemporaries()

    var report = RecoveryReport()
    let snapshot = try StateReader(layout: layout, disk: disk).readSnapshot(body)
    report.snapshotSeq = snapshot?.seq
    report.entries = snapshot?.count ?? 0
    report.warnings = snapshot?.warnings ?? []
    let covered = snapshot?.seq ?? 0

    var scan = JournalScan(
      layout, disk, from: 1, store: snapshot?.store, skipThrough: covered,
      durable: head?.durable ?? 0)
    let bases = try StoreLayout.numbers(in: layout.journal, disk)
    try scan.readFrom(bases, after: covered, body)
    if let fault = scan.shortfall(head, covered: covered) { throw scan.damage(fault) }
    report.entries += scan.entries
    for (segment, end) in scan.superseded { cut(layout.segment(segment), to: end) }
    var opened = try settle(scan, covered, report, body)
    // What the last stop or rotation left behind proves its own end.
    if opened.report.lastSeq == head?.durable { opened.isProven = true }
    try record(&opened, head)
    return opened
  }

  /// Has the newest segment named before it is written to.
  private func record(_ opened: inout Opened, _ before: HeadRecord?) throws {
    opened.head = HeadRecord(
      store: opened.store, base: opened.segment.base, segment: opened.segment.identifier,
      durable: opened.report.lastSeq)
    if let before, before.base == opened.segment.base, opened.report.copied == 0 {
      opened.head = before
    } else {
      try opened.head?.write(layout, disk)
    }
  }

  private func makeDirectories() throws {
    try disk.makeDirectory(layout.directory)
    for directory in [layout.journal, layout.snapshots, layout.quarantine] {
      try disk.makeDirectory(directory)
    }
    try disk.syncDirectory(layout.directory)
  }

  private func removeTemporaries() throws {
    for directory in [layout.directory, layout.snapshots, layout.journal, layout.quarantine] {
      for name in try disk.list(directory) where name.hasSuffix(StoreLayout.temporary) {
        try disk.remove("\(directory)/\(name)")
      }
    }
  }

  /// Cuts off leftovers; where that fails they stay and are passed over again.
  private func cut(_ path: String, to end: Int) {
    if let file = try? disk.openForWriting(path), (try? file.size()) != end {
      try? file.truncate(to: end)
    }
  }
}
