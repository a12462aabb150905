extension Recovery {
  /// Decides what happens to the lines after the proof, and opens the segment to continue.
  func settle(
    _ scanned: JournalScan, _ covered: Int, _ report: RecoveryReport,
    _ body: (ReplayedLine) throws -> Void
  ) throws -> Opened {
    var scan = scanned
    var report = report
    // A snapshot proves what it covers, unless the journal itself breaks off before (a copy taken
    // file by file, say): then the journal goes on after the snapshot.
    if scan.faults.first.map({ $0.seq > covered }) ?? (scan.expected > covered) {
      try scan.prove(through: min(covered, scan.expected - 1)) { _ in }
    }
    report.quarantined = try quarantine(scan, &report)
    let tail = scan.unproven().filter { $0.line.seq > covered }
    let isOnlyMarks = tail.allSatisfy { line in
      line.bytes.withUnsafeBytes { line.line.isOwn(in: $0) }
    }
    // A segment's header says who can read all of it, so an older one is not written to.
    let continues =
      scan.expected > covered && scan.provenEnd > 0 && scan.segmentFormat == FileHeader.format
    let proven = max(scan.durable, covered)
    let opened =
      if isOnlyMarks, continues {
        try reopen(scan, tail.map(\.bytes))
      } else {
        try copy(scan, tail, base: proven + 1, &report, body)
      }
    guard var opened else {
      throw StoreError.unusable(
        path: layout.journal, reason: "the last segment has no identifier", exitCode: 70)
    }
    report.lastSeq = opened.lastSeq
    opened.opened.report = report
    return opened.opened
  }

  private typealias Continued = (opened: Opened, lastSeq: Int)

  /// Goes on in the last segment. Marks at its end are written again and synced: after a failed
  /// sync the page cache may show bytes that the disk does not have.
  private func reopen(_ scan: JournalScan, _ marks: [[UInt8]]) throws -> Continued? {
    guard let base = scan.segment, let identifier = scan.segmentID, let store = scan.store else {
      return nil
    }
    let keepsMarks = scan.faults.isEmpty && !marks.isEmpty
    let file = try disk.openForWriting(layout.segment(base))
    var end = scan.provenEnd
    if keepsMarks {
      for mark in marks {
        try file.writeAll(mark + [0x0A], at: end)
        end += mark.count + 1
      }
    }
    let isCut = try file.size() != end
    if isCut {
      try file.truncate(to: end)
      // The newline of the last proven line may be what was damaged.
      try file.writeAll([0x0A], at: end - 1)
    }
    if isCut || keepsMarks { try file.sync() }
    let segment = SegmentFile(base: base, identifier: identifier, file: file, end: end)
    let lastSeq = scan.durable + (keepsMarks ? marks.count : 0)
    let opened = Opened(
      store: store, segment: segment, report: RecoveryReport(), isProven: keepsMarks)
    return (opened, lastSeq)
  }

  /// Copies the whole lines of the tail into a new segment, synced, before anything is served;
  /// their numbers shift to make room for its header.
  private func copy(
    _ scan: JournalScan, _ tail: [(line: LineFormat.Line, bytes: [UInt8])], base: Int,
    _ report: inout RecoveryReport, _ body: (ReplayedLine) throws -> Void
  ) throws -> Continued? {
    var records: [Record] = []
    for (line, bytes) in tail {
      bytes.withUnsafeBytes { raw in
        if !line.isOwn(in: raw) { records.append(line.record(in: raw)) }
      }
    }
    let store = scan.store ?? FileHeader.makeIdentifier()
    let before = try StoreLayout.numbers(in: layout.journal, disk).last { $0 < base }
    let segment = try SegmentFile.create(
      layout, disk, base: base, store: store,
      previous: before.flatMap { try FileHeader.read(layout.segment($0), disk)?.segment },
      at: now(), records: records)
    if let old = scan.segment, old != base, scan.size > scan.provenEnd {
      let file = try disk.openForWriting(layout.segment(old))
      try file.truncate(to: scan.provenEnd)
      try file.sync()
    }
    for (index, record) in records.enumerated() {
      let seq = base + 1 + index
      var line: [UInt8] = []
      LineFormat.append(record, .journal(seq: seq, durable: base - 1), to: &line)
      line.removeLast()
      try line.withUnsafeBytes { bytes in
        let sealed = try LineFormat.journalLine(bytes)
        try body(ReplayedLine(sealed, seq: seq, isFromSnapshot: false, bytes: bytes))
      }
    }
    report.copied = records.count
    report.entries += records.count
    if !records.isEmpty {
      report.warnings.append(
        "\(records.count) entries were not proven durable and have been copied to "
          + layout.segment(base))
    }
    let opened = Opened(
      store: store, segment: segment, report: report, isProven: records.isEmpty)
    return (opened, base + records.count)
  }

  /// Sets aside what is not a whole line of the tail.
  private func quarantine(
    _ scan: JournalScan, _ report: inout RecoveryReport
  ) throws -> [String] {
    let junk = scan.faults.filter { $0.length > 0 }
    guard let first = junk.first else { return [] }
    let path =
      "\(layout.quarantine)/\(StoreLayout.name(first.place.segment).dropLast(6))"
      + "-\(first.place.byte).jsonl"
    var bytes: [UInt8] = []
    for fault in junk { bytes += fault.bytes + [0x0A] }
    try QuarantineFile.write(path, bytes, layout, disk)
    report.warnings.append(
      "\(layout.segment(first.place.segment)):\(first.place.line): torn at byte "
        + "\(first.place.byte) (\(first.reason)); \(bytes.count) bytes moved to \(path)")
    return [path]
  }
}
