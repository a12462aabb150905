extension StoreFiles {
  /// Changes or erases records wherever they are kept: in every snapshot, every segment, and the
  /// quarantine. All files change or none, whenever the power goes; the numbers stay as they are.
  ///
  /// `transform` gets each record and returns what stands there from now on; for nil an `erased`
  /// line without fields takes its place (a snapshot just loses it). `keep` is asked about each
  /// line in the quarantine, which may be a piece of anything. The journal must have been opened
  /// and closed before, so that no torn tail is left; damage is an error. Returns how many records
  /// changed.
  @discardableResult
  package func rewrite(
    _ transform: (Record) throws -> Record?, quarantine keep: ([UInt8]) throws -> Bool
  ) throws -> Int {
    try rewrite(before: .max, transform, quarantine: keep)
  }

  /// Leaves the segments from number `live` on, which a journal may be writing to, as they are.
  func rewrite(
    before live: Int, _ transform: (Record) throws -> Record?,
    quarantine keep: ([UInt8]) throws -> Bool
  ) throws -> Int {
    try refuseNewerFormats()
    return try StoreError.wrapping {
      let commit = RewriteCommit(layout: layout, disk: disk)
      try commit.finish()
      var changes = 0
      do {
        for seq in try StoreLayout.numbers(in: layout.snapshots, disk) {
          changes += try rewriteSnapshot(seq, transform)
        }
        let bases = try StoreLayout.numbers(in: layout.journal, disk)
        for (index, base) in bases.enumerated() where base < live {
          let next = index + 1 < bases.count ? bases[index + 1] : .max
          changes += try rewriteSegment(base, next: next, transform)
        }
        for name in try StoreLayout.names(in: layout.quarantine, disk) {
          changes += try rewriteQuarantine("\(layout.quarantine)/\(name)", keep)
        }
      } catch {
        commit.abandon()
        throw error
      }
      if changes > 0 { try commit.commit() }
      try removeDrafts()
      return changes
    }
  }

  /// A snapshot that could not be finished is no store yet, and holds all the same what is erased.
  private func removeDrafts() throws {
    let drafts = try StoreLayout.names(in: layout.snapshots, disk).filter {
      $0.hasSuffix(StoreLayout.temporary)
    }
    for name in drafts { try disk.remove("\(layout.snapshots)/\(name)") }
    if !drafts.isEmpty { try disk.syncDirectory(layout.snapshots) }
  }

  private func rewriteSnapshot(_ seq: Int, _ transform: (Record) throws -> Record?) throws -> Int {
    let old = SnapshotFile(layout: layout, disk: disk, seq: seq)
    let summary = try old.check()
    var changes = 0
    try old.read { line in
      let record = line.record
      if try transform(record) != record { changes += 1 }
    }
    guard changes > 0 else { return 0 }
    var draft = SnapshotFile.Draft(
      try disk.create(old.path + StoreLayout.rewritten), store: summary.header.store, seq: seq,
      at: summary.at)
    try old.read { line in
      if let record = try transform(line.record) { try draft.add(record) }
    }
    try draft.finish()
    return changes
  }

  /// What follows the line before `next` is the leftover of a batch that failed, and goes.
  private func rewriteSegment(
    _ base: Int, next: Int, _ transform: (Record) throws -> Record?
  ) throws -> Int {
    let path = layout.segment(base)
    var changes = 0
    var expected = base
    var reader = LineReader(try disk.openForReading(path))
    var writer = BufferedWriter(try disk.create(path + StoreLayout.rewritten))
    while let bytes = try reader.next() {
      if expected == next {
        changes += 1
        break
      }
      let line: LineFormat.Line
      do {
        guard reader.isWhole else { throw LineFormat.Fault(reason: "the line does not end") }
        line = try LineFormat.journalLine(bytes)
      } catch let fault as LineFormat.Fault {
        throw StoreError.damaged(
          file: path, line: reader.number, byte: reader.offset, reason: fault.reason,
          remedy: StoreError.remedy)
      }
      expected = line.seq + 1
      if !line.isOwn(in: bytes) {
        let record = line.record(in: bytes)
        let changed = try transform(record)
        if changed != record {
          changes += 1
          LineFormat.append(
            changed ?? Record(type: "erased", at: record.at),
            .journal(seq: line.seq, durable: line.durable), to: &writer.buffer)
          try writer.flushIfFull()
          continue
        }
      }
      writer.buffer += bytes
      writer.buffer.append(0x0A)
      try writer.flushIfFull()
    }
    try finish(&writer, path, changes)
    return changes
  }

  private func rewriteQuarantine(
    _ path: String, _ keep: ([UInt8]) throws -> Bool
  ) throws -> Int {
    var changes = 0
    var reader = LineReader(try disk.openForReading(path))
    var writer = BufferedWriter(try disk.create(path + StoreLayout.rewritten))
    while let bytes = try reader.next() {
      if try keep(Array(bytes)) {
        writer.buffer += bytes
        writer.buffer.append(0x0A)
        try writer.flushIfFull()
      } else {
        changes += 1
      }
    }
    try finish(&writer, path, changes)
    return changes
  }

  private func finish(_ writer: inout BufferedWriter, _ path: String, _ changes: Int) throws {
    if changes > 0 {
      try writer.finish()
    } else {
      try disk.remove(path + StoreLayout.rewritten)
    }
  }
}
