import JSONLines

extension StoreFiles {
  /// Sets damaged lines aside so that the store opens again: the bytes of the lines named go to the
  /// quarantine, and `lost` lines take the numbers of the entries that stood there or are missing.
  /// Where a named line is sound but lines before it are missing, only the gap is filled, if need
  /// be with a segment of `lost` lines; what stood there is gone. A damaged snapshot is set aside
  /// as a whole, and files whose names were exchanged get their own again. What the journal's end
  /// has lost is given up, and `head.json` written anew. Where the journal's beginning is missing
  /// and no snapshot stands for it, nothing helps.
  ///
  /// Each place is a file and a line as `verify` reports them. Returns the quarantine's files.
  package func repair(_ places: [(file: String, line: Int)]) throws -> [String] {
    try refuseNewerFormats()
    return try StoreError.wrapping {
      let commit = RewriteCommit(layout: layout, disk: disk)
      try commit.finish()
      // A folder may be what is gone.
      for folder in [layout.journal, layout.snapshots, layout.quarantine] {
        try disk.makeDirectory(folder)
      }
      try disk.syncDirectory(layout.directory)
      if let renamed = try rename(commit) { return renamed }
      var written: [String] = []
      for seq in try StoreLayout.numbers(in: layout.snapshots, disk)
      where places.contains(where: { $0.file == layout.snapshot(seq) }) {
        written.append(try setAside(snapshot: seq))
      }
      let bases = try StoreLayout.numbers(in: layout.journal, disk)
      for (index, base) in bases.enumerated() {
        let lines = Set(places.filter { $0.file == layout.segment(base) }.map(\.line))
        if lines.isEmpty { continue }
        let next = index + 1 < bases.count ? bases[index + 1] : nil
        let previous = index > 0 ? bases[index - 1] : nil
        if lines.contains(1), let filled = try fillGap(before: base, previous: previous) {
          written.append(filled)
          continue
        }
        written += try repair(base, lines, previous: previous, next: next)
      }
      if !written.isEmpty { try commit.commit() }
      if !places.isEmpty { written += try giveUpEnd() }
      return written
    }
  }

  private func setAside(snapshot seq: Int) throws -> String {
    let path = "\(layout.quarantine)/snapshot-\(StoreLayout.name(seq))"
    try disk.rename(layout.snapshot(seq), to: path)
    try disk.syncDirectory(layout.quarantine)
    try disk.syncDirectory(layout.snapshots)
    return path
  }

  private func repair(
    _ base: Int, _ lines: Set<Int>, previous: Int?, next: Int?
  ) throws -> [String] {
    let path = layout.segment(base)
    var reader = LineReader(try disk.openForReading(path))
    var patch = SegmentPatch(
      BufferedWriter(try disk.create(path + StoreLayout.rewritten)), base: base)
    if lines.contains(1) {
      try patch.putHeader(header(base, previous: previous, next: next))
    }
    while let bytes = try reader.next() {
      let isNamed = lines.contains(reader.number)
      if let next, patch.expected == next { break }
      guard let line = try? LineFormat.journalLine(bytes) else {
        if isNamed {
          patch.junk += Array(bytes) + [0x0A]
        } else {
          try patch.keep(bytes)
        }
        continue
      }
      if isNamed, line.seq <= patch.expected {
        patch.junk += Array(bytes) + [0x0A]
      } else {
        if isNamed || !patch.junk.isEmpty { try patch.fill(upTo: line.seq) }
        try patch.keep(bytes, line)
      }
    }
    if let next { try patch.fill(upTo: next) }
    try patch.writer.finish()
    guard !patch.junk.isEmpty else { return [path] }
    let quarantined =
      "\(layout.quarantine)/\(StoreLayout.name(base).dropLast(6))-repaired.jsonl"
    try QuarantineFile.write(quarantined, patch.junk, layout, disk)
    return [quarantined]
  }

  /// Puts a segment in the place of those that are missing before `base`; nil when none are.
  private func fillGap(before base: Int, previous: Int?) throws -> String? {
    let last = try previous.map(lastSeq) ?? newestSoundSnapshot()
    guard let last, last + 1 < base else { return nil }
    let path = layout.segment(last + 1)
    var patch = SegmentPatch(
      BufferedWriter(try disk.create(path + StoreLayout.rewritten)), base: last + 1)
    let after = try FileHeader.read(layout.segment(base), disk)
    var header = try header(last + 1, previous: previous, next: base)
    header.segment = after?.previous ?? header.segment
    try patch.putHeader(header)
    try patch.fill(upTo: base)
    try patch.writer.finish()
    return path
  }

  func lastSeq(_ base: Int) throws -> Int {
    var last = base - 1
    var reader = LineReader(try disk.openForReading(layout.segment(base)))
    while let bytes = try reader.next() {
      if let line = try? LineFormat.journalLine(bytes) { last = max(last, line.seq) }
    }
    return last
  }

  func newestSoundSnapshot() throws -> Int? {
    try StoreLayout.numbers(in: layout.snapshots, disk).last { seq in
      (try? SnapshotFile(layout: layout, disk: disk, seq: seq).check()) != nil
    }
  }

  /// A header to replace a lost one; its links are read from the neighbours.
  func header(_ base: Int, previous: Int?, next: Int?) throws -> FileHeader {
    let before = try previous.flatMap { try FileHeader.read(layout.segment($0), disk) }
    let after = try next.flatMap { try FileHeader.read(layout.segment($0), disk) }
    var store = before?.store ?? after?.store
    for seq in try StoreLayout.numbers(in: layout.snapshots, disk) where store == nil {
      store = try FileHeader.read(layout.snapshot(seq), disk)?.store
    }
    return FileHeader(
      store: store ?? FileHeader.makeIdentifier(),
      segment: after?.previous ?? FileHeader.makeIdentifier(), previous: before?.segment)
  }
}

/// A segment written anew, line by line, with its gaps filled.
struct SegmentPatch {
  var writer: BufferedWriter
  var expected: Int
  var junk: [UInt8] = []
  private var durable: Int
  private var at: Int64 = 0

  init(_ writer: BufferedWriter, base: Int) {
    self.writer = writer
    expected = base
    durable = base - 1
  }

  mutating func putHeader(_ header: FileHeader) throws {
    LineFormat.append(
      header.record(at: at), .journal(seq: expected, durable: durable), to: &writer.buffer)
    expected += 1
  }

  mutating func fill(upTo seq: Int) throws {
    while expected < seq {
      LineFormat.append(
        Record(type: "lost", at: at), .journal(seq: expected, durable: durable),
        to: &writer.buffer)
      expected += 1
      try writer.flushIfFull()
    }
  }

  mutating func keep(_ bytes: UnsafeRawBufferPointer, _ line: LineFormat.Line? = nil) throws {
    writer.buffer += bytes
    writer.buffer.append(0x0A)
    if let line {
      expected = max(expected, line.seq + 1)
      durable = max(durable, line.durable)
      at = line.at
    }
    try writer.flushIfFull()
  }
}
